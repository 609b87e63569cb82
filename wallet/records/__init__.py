"""Records: deposit, versions, list, open, delete.

`deposit` and `reading` are the two ways in and out; both own their transactions, because what happens before and after
the commit is the point of them. `opening` is the only place that turns sealed bytes into values, and it demands a
receipt of the access log. `sealing` looks at a paper while it is sealed, `sweeping` removes what nobody owns.
"""
