"""A person asks a helper. Both have to want it: the person makes a code and says it; the helper types it, reads what it
is about, and takes it on. From then on the helper acts, until the day that was said, or until one of them stops it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from sqlmodel import Session

from policies.catalogue import Catalogue
from wallet.clock import VIETNAM, day_of
from wallet.identity.acting import standing as standings
from wallet.identity.acting.errors import MandateCodeError, MandateRefusedError
from wallet.identity.acting.models import Mandate, MandateCode
from wallet.identity.acting.scope import OF_HELPERS, Capacity, Doing
from wallet.identity.acting.standing import Standing
from wallet.identity.acting.terms import Terms, unseal
from wallet.ledger.entries import Operation, Outcome
from wallet.mandates import codes
from wallet.mandates.entries import entry
from wallet.records.reader import Reader
from wallet.records.vault import Vault

LONGEST_DAYS = 366
"""A mandate always ends. Civil Code 91/2015/QH13 Art 563: where nothing is agreed, after one year."""

NAME_LETTERS = 40
OWN_WORD = {"kind": "own-word"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants to hand over. `papers` None: every kind. `last_day`: the last on which it holds.

    `owner`, `delegate`: how the helper is to call the person, and the person the helper.
    """

    owner: str
    delegate: str
    doings: frozenset[Doing]
    papers: frozenset[str] | None
    last_day: date


@dataclass(frozen=True, slots=True)
class Invitation:
    """The code is shown once and not kept."""

    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """What a helper reads before they take it on."""

    owner: str
    doings: frozenset[Doing]
    papers: frozenset[str] | None
    ends_at: datetime


def invite(vault: Vault, reader: Reader, wish: Wish, *, now: datetime) -> Invitation:
    """Make a code for this. MandateRefusedError names what is wrong with it."""
    _check(vault.catalogue, wish, now)
    code, mandate = codes.new_code(), uuid4()
    with vault.database.transaction() as session:
        log_key = vault.citizen_keys.log_key(session, reader.citizen.id)
        row = MandateCode(
            hash=codes.hash_of(vault.secrets, code),
            mandate_id=mandate,
            citizen_id=reader.citizen.id,
            doings=sorted(wish.doings | {Doing.LOOK}),
            papers=sorted(wish.papers or ()),
            every_paper=wish.papers is None,
            sealed_terms=Terms(wish.owner, wish.delegate).seal(log_key, reader.citizen.id, mandate),
            ends_at=after(wish.last_day),
            expires_at=now + codes.LIFE,
        )
        session.add(row)
        told = entry(
            *(reader.citizen.id, Operation.MANDATE_INVITE, reader.actor, reader.circumstances),
            mandate=mandate,
            papers=row.papers,
            now=now,
        )
        pending = vault.log.append(session, told)
    pending.receipt()
    return Invitation(code, row.expires_at)


def read_offer(vault: Vault, reader: Reader, code: str, *, now: datetime) -> Offer:
    """What this code would give; it stays good. MandateCodeError, TooManyCodesError."""
    with vault.database.transaction() as session:
        row = codes.said_by(session, vault.secrets, reader.citizen.id, code, now=now)
        offer = _offer(session, vault, row) if row else None
        if row is not None:
            told = entry(
                *(row.citizen_id, Operation.MANDATE_CHECK, reader.actor, reader.circumstances),
                mandate=row.mandate_id,
                outcome=Outcome.RELEASED,
                now=now,
            )
            vault.log.append(session, told)
    if offer is None:
        raise MandateCodeError
    return offer


def accept(vault: Vault, reader: Reader, code: str, *, now: datetime) -> Standing:
    """Take it on. The code is spent; two who say it at once end with one mandate.

    Raises MandateCodeError, TooManyCodesError, MandateRefusedError (one's own code).
    """
    with vault.database.transaction() as session:
        row = codes.said_by(session, vault.secrets, reader.citizen.id, code, now=now)
        begun = _begin(session, vault, reader, row, now) if row else None
    if begun is None:
        raise MandateCodeError
    return begun


def _offer(session: Session, vault: Vault, row: MandateCode) -> Offer:
    log_key = vault.citizen_keys.log_key(session, row.citizen_id)
    terms = unseal(log_key, row.citizen_id, row.mandate_id, row.sealed_terms)
    papers = None if row.every_paper else frozenset(row.papers)
    return Offer(terms.owner, frozenset(Doing(one) for one in row.doings), papers, row.ends_at)


def _begin(session: Session, vault: Vault, reader: Reader, row: MandateCode, now: datetime) -> Standing:
    if row.citizen_id == reader.citizen.id:
        raise MandateRefusedError(fields=(("/code", "is one's own"),))
    row.used_at = now
    mandate = Mandate(
        id=row.mandate_id,
        citizen_id=row.citizen_id,
        delegate_id=reader.citizen.id,
        capacity=Capacity.HELPER,
        doings=row.doings,
        papers=row.papers,
        every_paper=row.every_paper,
        evidence=OWN_WORD,
        sealed_terms=row.sealed_terms,
        begins_at=now,
        ends_at=row.ends_at,
    )
    session.add_all([row, mandate])
    session.flush()
    standing = standings.of(session, vault.citizen_keys, mandate, now=now)
    told = entry(
        *(row.citizen_id, Operation.MANDATE_BEGIN, standing.actor, reader.circumstances),
        mandate=mandate.id,
        papers=row.papers,
        now=now,
    )
    vault.log.append(session, told)
    return standing


def after(last_day: date) -> datetime:
    """The first moment of the day after it, in Vietnam."""
    tomorrow = last_day + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=VIETNAM)


def _check(catalogue: Catalogue, wish: Wish, now: datetime) -> None:
    mistakes = [
        (f"/{member}", "is empty, too long or holds what is no letter")
        for member, name in (("owner", wish.owner), ("delegate", wish.delegate))
        if not is_name(name)
    ]
    if not wish.doings <= OF_HELPERS:
        mistakes.append(("/doings", "holds what cannot be handed over"))
    if wish.papers is not None and not (wish.papers and wish.papers <= set(catalogue.record_types)):
        mistakes.append(("/papers", "names no kind of paper, or an unknown one"))
    if not 0 <= (wish.last_day - day_of(now)).days <= LONGEST_DAYS:
        mistakes.append(("/last_day", f"is past, or more than {LONGEST_DAYS} days away"))
    if mistakes:
        raise MandateRefusedError(fields=tuple(mistakes))


def is_name(name: str) -> bool:
    return 0 < len(name) <= NAME_LETTERS and name.isprintable() and not name.isspace()
