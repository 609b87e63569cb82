"""The person asks staff to believe a paper, and takes it back. The person concerned is told at once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlmodel import Session, col, func, select

from wallet.clock import day_of
from wallet.deadlines import law
from wallet.errors import NotFoundError
from wallet.identity import citizens
from wallet.identity.acting.errors import MandateRefusedError
from wallet.identity.acting.scope import Capacity
from wallet.identity.acting.terms import majority_of
from wallet.identity.errors import InvalidIdNumberError
from wallet.identity.models import Citizen
from wallet.ledger.entries import Operation
from wallet.mandates.claims import rows
from wallet.mandates.claims.errors import ClaimNotFoundError, ClaimStateError, TooManyClaimsError
from wallet.mandates.claims.kinds import OPEN, State
from wallet.mandates.claims.models import MandateClaim
from wallet.mandates.claims.rows import ClaimLine, Step
from wallet.mandates.claims.words import Words
from wallet.mandates.inviting import is_name
from wallet.mandates.kinship import FORMS
from wallet.records import reading
from wallet.records.lines import RecordLine
from wallet.records.models import Record
from wallet.records.reader import Reader
from wallet.records.vault import Vault

AT_MOST = 5
WITHIN = timedelta(days=30)
DUTY = law.DUTIES["representation"]


@dataclass(frozen=True, slots=True)
class Wish:
    """`record`: the paper, with its picture, in one's own wallet. `born`: of whom it is about; None: of age."""

    record: UUID
    number: str
    owner: str
    delegate: str
    born: date | None


def ask(vault: Vault, reader: Reader, wish: Wish, *, now: datetime) -> ClaimLine:
    """The claim; the same again while it is open is the one that is there.

    MandateRefusedError names what is wrong; TooManyClaimsError; ClaimStateError where the paper changed meanwhile.
    Nobody learns from the answer whether the person has a wallet.
    """
    paper = _paper(vault, reader, wish, now)
    mistakes = mistakes_in(vault, reader.citizen, wish, FORMS[paper.type].capacity, now=now)
    if mistakes:
        raise MandateRefusedError(fields=tuple(mistakes))
    hashed = citizens.hash_id_number(vault.secrets, wish.number)
    digest = _digest(vault, reader, paper, now)
    with vault.database.transaction() as session:
        citizens.take_turn(session, reader.citizen.id)  # two who ask at once make one claim
        known = _known(session, reader, hashed, paper)
        if known is not None:
            return rows.line_of(session, vault, known, now)
        if session.get_one(Record, paper.id).version != paper.version:
            raise ClaimStateError
        _check_number_of(session, reader, now)
        claim = _new(session, vault, reader, wish, paper, hashed, digest, now)
        session.add(claim)
        session.flush()
        line = rows.line_of(session, vault, claim, now)
        rows.write_down(
            session, vault, line, Step(Operation.MANDATE_CLAIM, reader.actor, reader.circumstances), now=now
        )
        rows.tell(session, line, "mandate.claimed", claimant=False, now=now)
    return line


def withdraw(vault: Vault, reader: Reader, claim_id: UUID, *, now: datetime) -> ClaimLine:
    """By who asked. ClaimNotFoundError, ClaimStateError."""
    with vault.database.transaction() as session:
        claim = session.get(MandateClaim, claim_id, with_for_update=True)
        if claim is None or claim.claimant_id != reader.citizen.id:
            raise ClaimNotFoundError(owner=claim.claimant_id if claim else None)
        if claim.state not in OPEN:
            raise ClaimStateError
        claim.state, claim.decided_at = State.WITHDRAWN, now
        session.add(claim)
        line = rows.line_of(session, vault, claim, now)
        step = Step(Operation.MANDATE_WITHDRAW, reader.actor, reader.circumstances)
        rows.write_down(session, vault, line, step, now=now)
    return line


def usable(lines: Sequence[RecordLine]) -> list[RecordLine]:
    """Papers of one's own that can be shown to staff: of a kind that names parents or guardians, with a picture."""
    return [line for line in lines if line.type in FORMS and line.status == "active" and line.has_document]


def _new(
    session: Session,
    vault: Vault,
    reader: Reader,
    wish: Wish,
    paper: RecordLine,
    hashed: bytes,
    digest: str,
    now: datetime,
) -> MandateClaim:
    claim_id, mine = uuid4(), reader.citizen.id
    said = Words(wish.number, wish.owner, wish.delegate, wish.born.isoformat() if wish.born else "", digest)
    return MandateClaim(
        id=claim_id,
        claimant_id=mine,
        person_hash=hashed,
        capacity=FORMS[paper.type].capacity,
        record_id=paper.id,
        record_type=paper.type,
        record_version=paper.version,
        sealed_words=said.seal(vault.citizen_keys.log_key(session, mine), mine, claim_id),
        made_at=now,
        answer_by=law.answer_by(now),
        due_at=now + DUTY.span,
    )


def _paper(vault: Vault, reader: Reader, wish: Wish, now: datetime) -> RecordLine:
    try:
        line = reading.read_line(vault, reader, wish.record, now=now)
    except NotFoundError:
        raise MandateRefusedError(fields=(("/record", "is no paper of one's own"),)) from None
    if not usable([line]):
        raise MandateRefusedError(fields=(("/record", "names no parent or guardian, has ended, or has no picture"),))
    return line


def mistakes_in(vault: Vault, mine: Citizen, wish: Wish, capacity: Capacity, *, now: datetime) -> list[tuple[str, str]]:
    """JSON pointer and reason of each member that cannot be; the paper is looked at when it is asked for."""
    found = [
        (f"/{member}", "is empty, too long or holds what is no letter")
        for member, name in (("owner", wish.owner), ("delegate", wish.delegate))
        if not is_name(name)
    ]
    try:
        if citizens.hash_id_number(vault.secrets, wish.number) == mine.id_number_hash:
            found.append(("/number", "is one's own"))
    except InvalidIdNumberError:
        found.append(("/number", "is no number of twelve digits"))
    if (why := _wrong_birthday(wish.born, capacity, now)) is not None:
        found.append(("/born", why))
    return found


def _wrong_birthday(born: date | None, capacity: Capacity, now: datetime) -> str | None:
    if born is None:
        return "is missing: a parent acts for a child" if capacity is Capacity.PARENT else None
    if born > day_of(now):
        return "is still to come"
    is_minor = majority_of(born.isoformat()) > day_of(now)
    return "makes them of age" if capacity is Capacity.PARENT and not is_minor else None


def _digest(vault: Vault, reader: Reader, paper: RecordLine, now: datetime) -> str:
    """Of exactly the document that staff will see; the owner lets the wallet read it, which is an entry of theirs."""
    digest = hashlib.sha256()
    for chunk in reading.scan_document(vault, reader, paper.id, now=now).chunks:
        digest.update(chunk)
    return digest.hexdigest()


def _known(session: Session, reader: Reader, hashed: bytes, paper: RecordLine) -> MandateClaim | None:
    same = select(MandateClaim).where(
        MandateClaim.claimant_id == reader.citizen.id,
        MandateClaim.person_hash == hashed,
        MandateClaim.record_id == paper.id,
        MandateClaim.record_version == paper.version,
        col(MandateClaim.state).in_(OPEN),
    )
    return session.exec(same).first()


def _check_number_of(session: Session, reader: Reader, now: datetime) -> None:
    lately = select(func.count(col(MandateClaim.id))).where(
        MandateClaim.claimant_id == reader.citizen.id, MandateClaim.made_at > now - WITHIN
    )
    if session.exec(lately).one() >= AT_MOST:
        raise TooManyClaimsError
