"""How somebody comes to act for somebody else, and how it ends. What a mandate then allows is `identity.acting`'s.

codes       short codes that are spoken: made, hashed, guessed at too often
inviting    a person asks a helper: a code, said aloud or typed, becomes a mandate with scope and end
kinship     a parent or guardian shows the paper that names them; it ends when the child is of age
claims      where the wallet cannot check the paper: staff look at it and decide
ending      at once by the person, by the helper, by time, by majority
confirming  the person answers what a helper asked for
viewing     who acts for me, for whom I act, and what I did for them
"""
