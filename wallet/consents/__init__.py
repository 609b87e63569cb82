"""Consents: what a service asks, what the citizen saw and decided, and the gate that every value for others passes.

    REQUESTED -> REFUSED | DEFERRED | LAPSED | ACTIVE        (silence is never consent)
    ACTIVE <-> PAUSED
    ACTIVE | PAUSED -> REVOKED | EXPIRED | EXHAUSTED | TERMINATED | INVALIDATED
    EXHAUSTED -> REVOKED                                     (its documents are still open for some minutes)

`asking` takes a request in, `viewing` and `answering` are the citizen's side, `gate` decides releases, `artefact` signs
what was decided, `notice` is the text that the citizen saw.
"""
