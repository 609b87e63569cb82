"""Draws fact sets at random: mostly near the permitted ask, with something changed, at times nothing like it."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from policies.release import Assurance
from tests.policies.samples import FAITH, HOME, NAME, NOW, PID

ALL_NAMES = frozenset({NAME, PID, HOME, FAITH})
STATES = ("ACTIVE", "REQUESTED", "REFUSED", "DEFERRED", "LAPSED", "PAUSED", "REVOKED", "EXPIRED", "EXHAUSTED",
          "TERMINATED", "INVALIDATED", "", "Active", "ACTIVE ")  # fmt: skip
Draw = Callable[[random.Random], Any]


def mostly(usual: object, *others: object) -> Draw:
    """The usual one in four of five draws, so that a set of thirty facts is often permitted."""
    return lambda dice: usual if dice.random() < 0.8 or not others else dice.choice(others)


def names(likely: float) -> Draw:
    return lambda dice: frozenset(name for name in sorted(ALL_NAMES) if dice.random() < likely)


def types(dice: random.Random) -> frozenset[str]:
    return frozenset(kind for kind in ("giay_khai_sinh", "gplx") if dice.random() < 0.85)


def moment(*usual: object) -> Draw:
    """A usual one, or within two milliseconds of the present."""
    return lambda dice: (
        dice.choice(usual) if dice.random() < 0.85 else NOW + timedelta(milliseconds=dice.randint(-2, 2))
    )


ABOUT_THE_ASK: dict[str, Draw] = {
    "service.active": mostly(True, False),
    "service.procedures": mostly(frozenset({"1.004222"}), frozenset(), frozenset({"1.004222", "1.004194"})),
    "service.overdue_disposal": mostly(False, False, True),
    "citizen.erased": mostly(False, False, True),
    "citizen.guardian_required": mostly(False, False, True),
    "citizen.restricted": mostly(False, False, True),
    "citizen.objects": mostly(False, True),
    "record.restricted": mostly(False, False, True),
    "record.type": mostly("giay_khai_sinh", "gplx"),
    "record.status": mostly("active", "superseded", "revoked", "deleted", "?"),
    "record.assurance": lambda dice: dice.choice(list(Assurance)),
    "record.stale_attributes": names(0.15),
    "record.bound_procedure": mostly(None, "1.004222", "1.004194"),
    "record.expired": mostly(False, True),
    "ask.attributes": names(0.5),
    "ask.document": mostly(False, True),
    "ask.purpose": mostly("residence", "other"),
    "ask.procedure": mostly("1.004222", "1.004194"),
    "ask.dossier": mostly("dossier-1", "dossier-2"),
    "ask.statutory_basis": mostly("", "Luật 00/0000/QH00 Art 0"),
    "template.attributes": mostly(ALL_NAMES, frozenset(), frozenset({NAME})),
    "template.documents": types,
    "sensitive": names(0.2),
    "sensitive_document": mostly(False, True),
    "refused": names(0.1),
    "refused_document": mostly(False, True),
}
ABOUT_THE_CONSENT: dict[str, Draw] = {
    "consent.service": mostly("service-1", "service-2", "citizen-1"),
    "consent.citizen": mostly("citizen-1", "citizen-2"),
    "consent.state": mostly(*STATES),
    "consent.purpose": mostly("residence", "other"),
    "consent.procedure": mostly("1.004222", "1.004194"),
    "consent.dossier": mostly("dossier-1", "dossier-2", ""),
    "consent.attributes": mostly(ALL_NAMES, frozenset(), frozenset({NAME, PID})),
    "consent.documents": types,
    "consent.confirmed": mostly(ALL_NAMES, frozenset(), frozenset({HOME})),
    "consent.valid_from": moment(NOW - timedelta(days=1), NOW - timedelta(days=1), None),
    "consent.valid_until": moment(NOW + timedelta(days=1)),
    "consent.next_use": moment(None, NOW - timedelta(days=1)),
    "consent.max_uses": mostly(3, 0, 1, 2**40),
    "consent.uses": mostly(0, 1, 3, 2**40),
    "consent.min_assurance": mostly(Assurance.SELF_DECLARED, *Assurance),
    "consent.standing": mostly(False, True),
}


def draw(dice: random.Random) -> dict[str, Any]:
    """Changes to `samples.PERMITTED`; each of the facts is drawn with even chance, so that most stay as they are."""
    if dice.random() < 0.05:
        return {path: one(dice) for path, one in ABOUT_THE_ASK.items() if dice.random() < 0.5} | {"consent": None}
    return {path: one(dice) for path, one in (ABOUT_THE_ASK | ABOUT_THE_CONSENT).items() if dice.random() < 0.5}
