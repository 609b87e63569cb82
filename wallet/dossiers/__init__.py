"""Dossiers: open one, see what is ready, fetch what was agreed, hand in the result.

`release` is the second critical path. `prefill` and `coverage` are pure: records and a form in, fields out.
"""
