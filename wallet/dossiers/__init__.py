"""Dossiers: open one, see what is ready, fetch what was agreed, verify what was submitted, hand in the result.

`release` is the second critical path; `proof` signs what left, and `verifying` reads that proof when the form comes
back. `prefill` and `coverage` are pure: records and a form in, fields out. `revoking` ends a record and tells the
dossiers that `covered` says hold something of it.
"""
