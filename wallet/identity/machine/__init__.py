"""How machines prove who they are: keys, signed tokens, DPoP proofs, and that each proof is good once.

`bearer` is what resource calls go through; the token endpoint (`wallet.oauth`) uses the same parts.
"""
