"""The state machine of a consent; what is not listed cannot happen."""

from datetime import datetime, timedelta
from enum import StrEnum

from wallet.consents.errors import ConsentStateError

WALLET = "wallet"
"""Who ends a consent when nobody does: by its last use, its time, its dossier or its papers."""

DOCUMENTS_OPEN = timedelta(minutes=15)
"""How long the documents of a release can be fetched, also after the last use."""


class Channel(StrEnum):
    """How an answer reached the wallet."""

    WALLET = "wallet"
    STANDING_POLICY = "standing-policy"
    """A rule of the citizen's answered; nobody was asked this time."""


class State(StrEnum):
    REQUESTED = "REQUESTED"
    DEFERRED = "DEFERRED"
    REFUSED = "REFUSED"
    LAPSED = "LAPSED"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"
    EXHAUSTED = "EXHAUSTED"
    TERMINATED = "TERMINATED"
    INVALIDATED = "INVALIDATED"


_ANSWERS = frozenset({State.REFUSED, State.LAPSED, State.ACTIVE, State.TERMINATED, State.INVALIDATED})
_ENDS = frozenset({State.REVOKED, State.EXPIRED, State.EXHAUSTED, State.TERMINATED, State.INVALIDATED})

TRANSITIONS: dict[State, frozenset[State]] = {
    State.REQUESTED: _ANSWERS | {State.DEFERRED},
    State.DEFERRED: _ANSWERS,
    State.ACTIVE: _ENDS | {State.PAUSED},
    State.PAUSED: _ENDS | {State.ACTIVE},
    State.EXHAUSTED: frozenset({State.REVOKED, State.INVALIDATED}),  # its documents are still open for some minutes
}

WAITING = frozenset({State.REQUESTED, State.DEFERRED})
LIVING = frozenset({State.ACTIVE, State.PAUSED})


def move(current: str, to: State) -> State:
    """The new state. Raises ConsentStateError when there is no such way."""
    if to not in TRANSITIONS.get(State(current), frozenset()):
        raise ConsentStateError(f"a consent that is {current} cannot become {to}")
    return to


def has_ended(state: str, valid_until: datetime, *, now: datetime) -> bool:
    """Whether a token on this consent is dead. Not yet after the last use: the documents of that release are still
    open for some minutes, and the gate refuses everything else.
    """
    return state not in LIVING | {State.EXHAUSTED} or valid_until <= now
