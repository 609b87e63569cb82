"""A parent or guardian shows the paper that names them. It has to come from an issuer, stand, and name both by number.

    birth certificate          person.pid: the child, mother.pid or father.pid: the parent    until the child is of age
    extract of guardianship    ward.pid, guardian.pid                                          until then, or two years

The paper lies in the parent's own wallet (it is read as they read their papers), or in the child's: then its number is
asked for, the look is an entry of the child's, and a wrong number is counted like a wrong code. The answer to whatever
does not prove it is the same, so that nobody learns who has a wallet, or whose child somebody is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from policies.assurance import Assurance
from wallet.clock import day_of
from wallet.errors import NotFoundError
from wallet.identity import citizens
from wallet.identity.acting.errors import MandateRefusedError
from wallet.identity.acting.scope import Capacity
from wallet.identity.acting.standing import Standing
from wallet.identity.acting.terms import Terms, majority_of
from wallet.identity.errors import InvalidIdNumberError
from wallet.identity.models import Citizen
from wallet.ledger.entries import Entry, Operation, Outcome, Purpose, Touched
from wallet.mandates import beginning, codes
from wallet.mandates.beginning import Proof
from wallet.mandates.entries import PURPOSE
from wallet.mandates.inviting import NAME_LETTERS
from wallet.records import opening, reading, rows
from wallet.records.models import Record
from wallet.records.reader import Reader
from wallet.records.vault import Vault


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


def show_own(vault: Vault, reader: Reader, record_id: UUID, *, now: datetime) -> Standing:
    """A paper of one's own wallet. MandateRefusedError, also for a record that is not there."""
    try:
        line = reading.read_record(vault, reader, record_id, now=now)
    except NotFoundError:
        raise MandateRefusedError from None
    with vault.database.reading() as session:
        record = session.get_one(Record, record_id)
    return _begin(vault, reader, record, proof_of(vault, reader.citizen, record, line.values, now), now)


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
        values = _open_as_evidence(vault, reader, found, now)
        return _begin(vault, reader, found, proof_of(vault, reader.citizen, found, values, now), now)
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


def proof_of(vault: Vault, delegate: Citizen, record: Record, values: Mapping[str, Any], now: datetime) -> Proof:
    """What these values of this paper prove for this person. MandateRefusedError where they prove nothing."""
    form = FORMS.get(record.type)
    stands = record.status == "active" and Assurance(record.assurance) >= Assurance.ISSUER_ASSERTED
    number = str(values.get(f"{form.person}.pid", "")) if form else ""
    if form is None or not stands or not number:
        raise MandateRefusedError
    mine = next((who for who in form.represents if _is(vault, delegate, values.get(f"{who}.pid"))), None)
    born = values.get(f"{form.person}.dob")
    majority = majority_of(str(born)) if born else None
    is_minor = majority is not None and majority > day_of(now)
    if mine is None or _is(vault, delegate, number) or (form.capacity is Capacity.PARENT and not is_minor):
        raise MandateRefusedError
    names = [str(values.get(f"{who}.full_name", ""))[:NAME_LETTERS] for who in (form.person, mine)]
    evidence = {"kind": record.type, "record": str(record.id), "version": record.version}
    evidence |= {"assurance": record.assurance, "issuer": record.issuer}
    return Proof(form.capacity, number, Terms(names[0], names[1], majority if is_minor else None), evidence)


def still_says_so(
    session: Session, vault: Vault, standing: Standing, record: Record, values: Mapping[str, Any], now: datetime
) -> bool:
    """Whether a new version of the paper names the same two, and lets the child come of age on the same day."""
    delegate = session.get_one(Citizen, standing.mandate.delegate_id)
    try:
        proof = proof_of(vault, delegate, record, values, now)
    except MandateRefusedError:
        return False
    same_day = standing.terms is not None and proof.terms.majority == standing.terms.majority
    return same_day and proof.capacity == standing.mandate.capacity and _is(vault, standing.owner, proof.number)


def _is(vault: Vault, citizen: Citizen, number: Any) -> bool:
    try:
        return bool(number) and citizens.hash_id_number(vault.secrets, str(number)) == citizen.id_number_hash
    except InvalidIdNumberError:
        return False


def _begin(vault: Vault, reader: Reader, record: Record, proof: Proof, now: datetime) -> Standing:
    """The paper must still say so: its row is held until the mandate that rests on it is there to be ended with it."""
    with vault.database.transaction() as session:
        held = session.get_one(Record, record.id, with_for_update=True)
        if (held.status, held.version) != (record.status, record.version):
            raise MandateRefusedError
        return beginning.begin(session, vault, reader.citizen, proof, how=reader.circumstances, now=now)
