"""Zalo: people who come from our mini app. Off unless the operator has set it up.

    1 the mini app hands us the access token that Zalo gave it         POST /v1/zalo/arrivals
    2 `connection` asks Zalo whose it is; the token is not kept and is never a session of ours
    3 whose Zalo account is bound to a wallet gets a one-time ticket that signs in there, at level 1 (`arriving`)
    4 who is not bound gets a ticket to our sign-in; after an identity check there, they bind it (`binding`)
    5 somebody who takes their permission back at Zalo is unbound: Zalo tells us so, signed (`events`)

A Zalo account is one factor and can be lent or lost: it opens the pages, and what cannot be taken back still asks for
the identity provider or a passkey. `connection` is what all of it needs.
"""
