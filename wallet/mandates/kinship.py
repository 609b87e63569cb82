"""A parent or guardian shows the paper that names them. It has to come from an issuer, stand, and name both by number.

    birth certificate          person.pid: the child, mother.pid or father.pid: the parent    until the child is of age
    extract of guardianship    ward.pid, guardian.pid                                          until then, or two years

The paper lies in the parent's own wallet (it is read as they read their papers), or in the child's: then its number is
asked for, the look is an entry of the child's, and a wrong number is counted like a wrong code. The answer to whatever
does not prove it is the same, so that nobody learns who has a wallet, or whose child somebody is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from policies.assurance import Assurance
from wallet.clock import day_of
from wallet.errors import NotFoundError
from wallet.identity import citizens
from wallet.identity.acting import standing as standings
from wallet.identity.acting.errors import MandateRefusedError
from wallet.identity.acting.models import Mandate
from wallet.identity.acting.scope import Capacity, Doing
from wallet.identity.acting.standing import Standing
from wallet.identity.acting.terms import Terms, majority_of
from wallet.identity.errors import InvalidIdNumberError
from wallet.identity.models import Citizen
from wallet.ledger.entries import Entry, Operation, Outcome, Purpose, Touched
from wallet.mandates import codes
from wallet.mandates.entries import PURPOSE, entry
from wallet.mandates.inviting import NAME_LETTERS
from wallet.records import opening, reading, rows
from wallet.records.models import Record
from wallet.records.reader import Reader
from wallet.records.vault import Vault

LONGEST = {Capacity.PARENT: timedelta(days=366 * 18), Capacity.GUARDIAN: timedelta(days=731)}
"""At the latest; a guardian shows the paper anew. A child's majority comes before, and is sealed."""


@dataclass(frozen=True, slots=True)
class Form:
    """Where a kind of paper names the two. `represents`: beginnings of the keys of who represents."""

    capacity: Capacity
    person: str
    represents: tuple[str, ...]


FORMS = {
    "giay_khai_sinh": Form(Capacity.PARENT, "person", ("mother", "father")),
    "trich_luc_giam_ho": Form(Capacity.GUARDIAN, "ward", ("guardian",)),
}


@dataclass(frozen=True, slots=True, repr=False)
class _Proof:
    """`number`: of the person represented. `majority` None: they are of age."""

    capacity: Capacity
    number: str
    terms: Terms
    evidence: Mapping[str, Any]


def show_own(vault: Vault, reader: Reader, record_id: UUID, *, now: datetime) -> Standing:
    """A paper of one's own wallet. MandateRefusedError, also for a record that is not there."""
    try:
        line = reading.read_record(vault, reader, record_id, now=now)
    except NotFoundError:
        raise MandateRefusedError from None
    with vault.database.reading() as session:
        record = session.get_one(Record, record_id)
    return _begin(vault, reader, _proof(vault, reader, record, line.values, now), now)


def name_number(vault: Vault, reader: Reader, number: str, *, now: datetime) -> Standing:
    """The person's number, whose wallet holds the paper. MandateRefusedError, TooManyCodesError."""
    with vault.database.transaction() as session:
        codes.check_guesses(session, reader.citizen.id, now=now)
        found = _record_of(session, vault, number)
        if found is None:
            codes.count_wrong(session, reader.citizen.id, now=now)
    try:
        if found is None:
            raise MandateRefusedError
        record, values = found, _open_as_evidence(vault, reader, found, now)
        return _begin(vault, reader, _proof(vault, reader, record, values, now), now)
    except MandateRefusedError:
        if found is not None:
            with vault.database.transaction() as session:
                codes.count_wrong(session, reader.citizen.id, now=now)
        raise


def _record_of(session: Session, vault: Vault, number: str) -> Record | None:
    """The newest paper of this person that an issuer gave and that could prove it."""
    try:
        person = citizens.find_by_id_number(session, vault.secrets, number)
    except InvalidIdNumberError:
        return None
    if person is None or person.state != "active":
        return None
    wanted = select(Record).where(
        Record.citizen_id == person.id, Record.status == "active", col(Record.type).in_(FORMS)
    )
    found = session.exec(wanted.order_by(col(Record.created_at).desc(), col(Record.id)))
    return next((record for record in found if Assurance(record.assurance) >= Assurance.ISSUER_ASSERTED), None)


def _open_as_evidence(vault: Vault, reader: Reader, record: Record, now: datetime) -> dict[str, Any]:
    """Read for this question only; the person whose paper it is finds it in their log."""
    with vault.database.reading() as session:
        row = rows.sealed_row(session, record, "data")
        if row is None:
            raise MandateRefusedError
        names = tuple(row.attribute_names)
        look = Entry(
            citizen=record.citizen_id,
            operation=Operation.MANDATE_CHECK,
            outcome=Outcome.RELEASED,
            actor=reader.actor,
            touched=(Touched(record=str(record.id), type=record.type, version=record.version, attributes=names),),
            purpose=Purpose(code=PURPOSE),
            circumstances=reader.circumstances,
            at=now,
        )
        sealed = vault.log.sealed(session, look)
    return opening.open_values(vault, row, vault.log.note(vault.database, sealed))


def _proof(vault: Vault, reader: Reader, record: Record, values: Mapping[str, Any], now: datetime) -> _Proof:
    form = FORMS.get(record.type)
    stands = record.status == "active" and Assurance(record.assurance) >= Assurance.ISSUER_ASSERTED
    number = str(values.get(f"{form.person}.pid", "")) if form else ""
    if form is None or not stands or not number:
        raise MandateRefusedError
    mine = next((who for who in form.represents if _is(vault, reader.citizen, values.get(f"{who}.pid"))), None)
    born = values.get(f"{form.person}.dob")
    majority = majority_of(str(born)) if born else None
    is_minor = majority is not None and majority > day_of(now)
    if mine is None or _is(vault, reader.citizen, number) or (form.capacity is Capacity.PARENT and not is_minor):
        raise MandateRefusedError
    names = [str(values.get(f"{who}.full_name", ""))[:NAME_LETTERS] for who in (form.person, mine)]
    evidence = {"kind": record.type, "record": str(record.id), "version": record.version}
    evidence |= {"assurance": record.assurance, "issuer": record.issuer}
    return _Proof(form.capacity, number, Terms(names[0], names[1], majority if is_minor else None), evidence)


def _is(vault: Vault, citizen: Citizen, number: Any) -> bool:
    try:
        return bool(number) and citizens.hash_id_number(vault.secrets, str(number)) == citizen.id_number_hash
    except InvalidIdNumberError:
        return False


def _begin(vault: Vault, reader: Reader, proof: _Proof, now: datetime) -> Standing:
    """Open the child's wallet where there is none. The same proof again is the mandate that is there."""
    with vault.database.transaction() as session:
        person = _person(session, vault, proof.number, now)
        if (known := _known(session, vault, reader, person, proof.capacity, now)) is not None:
            return known
        log_key, mandate_id = vault.citizen_keys.log_key(session, person.id), uuid4()
        mandate = Mandate(
            id=mandate_id,
            citizen_id=person.id,
            delegate_id=reader.citizen.id,
            capacity=proof.capacity,
            doings=[doing.value for doing in Doing],
            papers=[],
            every_paper=True,
            evidence=dict(proof.evidence),
            sealed_terms=proof.terms.seal(log_key, person.id, mandate_id),
            begins_at=now,
            ends_at=now + LONGEST[proof.capacity],
        )
        session.add(mandate)
        session.flush()
        standing = standings.of(session, vault.citizen_keys, mandate, now=now)
        begun = entry(
            *(person.id, Operation.MANDATE_BEGIN, standing.actor, reader.circumstances), mandate=mandate_id, now=now
        )
        vault.log.append(session, begun)
    return standing


def _person(session: Session, vault: Vault, number: str, now: datetime) -> Citizen:
    try:
        person = citizens.enrol(session, vault.citizen_keys, vault.secrets, number, now=now)
    except InvalidIdNumberError:
        raise MandateRefusedError from None
    if person.state != "active":
        raise MandateRefusedError
    return person


def _known(
    session: Session, vault: Vault, reader: Reader, person: Citizen, capacity: Capacity, now: datetime
) -> Standing | None:
    wanted = select(Mandate).where(
        Mandate.citizen_id == person.id, Mandate.delegate_id == reader.citizen.id, Mandate.capacity == capacity
    )
    found = [standings.of(session, vault.citizen_keys, one, now=now) for one in session.exec(wanted)]
    return next((one for one in found if one.holds), None)
