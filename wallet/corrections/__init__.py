"""Corrections: what a citizen says is wrong on an issuer's paper, put before that issuer.

    open -> accepted | rejected     by the issuer of the record
         -> withdrawn               by the citizen

`asking` opens one when a submitted form was edited or the citizen asked, `answering` is the issuer's side, `mine` the
citizen's; `proposal` seals and opens the value that the citizen proposes. Accepting changes no record: the issuer
deposits a new version.
"""
