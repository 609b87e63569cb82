"""Papers as they come in: bytes go in, a verdict comes out. This room knows no citizen and no database.

A document streams through `inspector.Inspection` while somebody else seals it (`reader` does both at once). The parent
itself looks at nothing but the first bytes (`headers`); everything that parses foreign bytes runs in `confined`, a
process of its own for each document, without files, network, secrets or much memory. `verdicts` is what comes back,
`refusals` the closed lists of reasons and warnings in words, `scanner` an optional look by a malware scanner.

`cards` and `mrz` read what a camera found on an identity card into fields that the citizen still has to confirm.

The original bytes are never changed: a paper that does not pass is refused, not repaired.
"""
