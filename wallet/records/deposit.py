"""The first critical path: a record comes in.

    1  the caller is authenticated (by the route); type, values and declared size are checked
    2  the body streams: it is fingerprinted, inspected and sealed at once; no plaintext touches a disk. After its last
       byte comes the verdict: a refused document is destroyed, two pictures of an accepted one are sealed beside it
    3  the sealed objects are durable in the object store under random keys
    4  one transaction: record row, wrapped DEKs, pending log entry, outbox, answer to the Idempotency-Key
    5  commit
    6  the caller gets a receipt

A crash before 5 leaves sealed objects that nobody owns; `sweeping` removes them. After 5 nothing is lost: a retry with
the same Idempotency-Key gets the same receipt.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

import orjson
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from policies.catalogue import months_later
from policies.release import Assurance
from storage.errors import StorageError
from wallet.clock import day_of
from wallet.errors import WalletError
from wallet.identity.acting.errors import NotDelegatedError
from wallet.identity.citizens import hash_id_number
from wallet.identity.models import Citizen
from wallet.ledger.entries import Entry, Operation, Outcome, Purpose, Touched
from wallet.notices import service as notices
from wallet.records import agreement, idempotency, rows, sealing
from wallet.records.errors import (
    DepositNotAllowedError,
    RecordChangedError,
    RecordEndedError,
    RecordNotFoundError,
    RecordTypeUnknownError,
    RecordValuesInvalidError,
)
from wallet.records.idempotency import FingerprintingReader
from wallet.records.models import About, Kind, Record
from wallet.records.new_record import NewRecord
from wallet.records.sealing import IncomingDocument, SealedPaper, SealedVersion
from wallet.records.sender import Sender
from wallet.records.together import Number, Tell, Together, Within
from wallet.records.vault import Vault
from wallet.records.wording import composed

__all__ = ["Number", "Sender", "deposit", "note_failure"]

PID = "person.pid"
PICTURE_TYPE = "image/webp"


A_DAYS_GRACE = timedelta(days=1)
"""For offices whose clocks or zones are a little ahead."""


def deposit(
    vault: Vault,
    new: NewRecord,
    document: IncomingDocument | None,
    sender: Sender,
    *,
    now: datetime,
    number: Number = lambda _session: None,
    tell: Tell = lambda _session, _record, _new: None,
    within: Within = lambda _session, _answer: None,
) -> dict[str, Any]:
    """Keep a record and answer with its receipt {record, version, type, result_code, entry}.

    Raises DepositNotAllowedError, RecordNotFoundError, RecordEndedError, RecordTypeUnknownError,
    RecordValuesInvalidError, AgreementRequiredError, NotDelegatedError, OwnerMustConfirmError,
    UnsupportedMediaTypeError, DocumentRefusedError, InspectionUnavailableError, ScannerUnavailableError,
    IdempotencyKeyReusedError, RecordChangedError and what reading the body raises; after any of them nothing is stored
    but an entry that says so.
    """
    try:
        sender.check_kind(new.type)
        _check_right(vault, new)
        new = _checked(vault, new, now)
        if document is not None and new.depositor is None:
            agreement.agreed_text(vault.catalogue.record_types[new.type], new.agreement)
            sender.check_sensitive(vault, new.type, now=now)
        return _deposit(vault, new, document, sender, Together(number, tell, within), now)
    except (WalletError, StorageError) as error:
        note_failure(vault, new, sender, error, now)
        raise


def _deposit(
    vault: Vault,
    new: NewRecord,
    document: IncomingDocument | None,
    sender: Sender,
    together: Together,
    now: datetime,
) -> dict[str, Any]:
    content = {"attributes": dict(new.values)}
    target = (new.citizen, new.replaces, new.dossier, new.bound_procedure)
    head = orjson.dumps([*target, new.type, new.as_of, new.expires_on, sealing.canonical(content).decode()])
    body = FingerprintingReader(document.body if document else _Empty(), vault.secrets.get("fingerprint"), head)
    if (earlier := _earlier_answer(vault, sender)) is not None:
        return idempotency.same_answer(earlier, body.finish())
    with vault.database.reading() as session:
        key = vault.citizen_keys.to_seal(session, new.citizen)
        place = rows.next_place(session, new.citizen, new.replaces)
    paper = IncomingDocument(body, document.declared) if document else None
    sealed = sealing.seal_version(vault, key, place, content, paper, now=now)
    new = replace(new, assurance=_assured(new, sealed.paper))
    try:
        return _enter(vault, new, place, sealed, sender, body.finish(), together, now)
    except IntegrityError:  # certainly not committed: another call with this key, or this version, was first
        sealing.destroy(vault, sealed)
        if (earlier := _earlier_answer(vault, sender)) is None:
            raise RecordChangedError from None
        return idempotency.same_answer(earlier, body.finish())


def _check_right(vault: Vault, new: NewRecord) -> None:
    """Line 1: a service brings types it is registered for, results of its dossiers, new versions of its own records."""
    if new.replaces is not None:
        with vault.database.reading() as session:
            record = session.get(Record, new.replaces)
        if record is None or record.source_service_id != (new.depositor.id if new.depositor else None):
            raise RecordNotFoundError
        if record.status in rows.ENDED:
            raise RecordEndedError
        return
    known = new.type in vault.catalogue.record_types
    if known and new.depositor is not None and new.dossier is None and new.type not in new.depositor.deposits:
        raise DepositNotAllowedError


def _checked(vault: Vault, new: NewRecord, now: datetime) -> NewRecord:
    """Line 1: texts in NFC, and the end of a paper's life worked out where its type has one.

    Raises when the catalogue does not know the type, the values do not fit it, or a paper that serves one purpose only
    does not say which.
    """
    kind = vault.catalogue.record_types.get(new.type)
    if kind is None:
        raise RecordTypeUnknownError
    values = {name: composed(value) for name, value in new.values.items()}
    mistakes = [(mistake.pointer, mistake.reason) for mistake in vault.catalogue.check_values(new.type, values)]
    if new.as_of > day_of(now) + A_DAYS_GRACE:
        mistakes.append(("/as_of", "this day is still to come"))
    if kind.purpose_bound and new.bound_procedure is None:
        mistakes.append(("/bound_procedure", "this paper serves one purpose only: name its procedure"))
    if new.bound_procedure is not None and new.bound_procedure not in vault.catalogue.procedures:
        mistakes.append(("/bound_procedure", "the catalogue has no such procedure"))
    if mistakes:
        raise RecordValuesInvalidError(fields=tuple(mistakes))
    ends = months_later(new.as_of, kind.valid_months) if kind.valid_months else None
    return replace(new, values=values, expires_on=new.expires_on or ends)


def _assured(new: NewRecord, paper: SealedPaper | None) -> Assurance:
    """A paper that its issuer signed proves itself, but not what a citizen types beside it: nothing ties the two."""
    typed_by_citizen = new.depositor is None and bool(new.values)
    proves_itself = paper is not None and paper.signed_by_trusted_issuer and not typed_by_citizen
    return Assurance.ISSUER_SIGNED if proves_itself else new.assurance


def _about(session: Session, vault: Vault, new: NewRecord) -> About:
    """The number on the paper decides; without one, what the depositor knows; and papers without `person.*` are theirs.

    The extract of a death is the informant's paper: it speaks of `deceased.*`, nobody takes that for the owner.
    """
    if (number := new.values.get(PID)) is not None:
        owner = session.get_one(Citizen, new.citizen)
        is_owner = compare_digest(hash_id_number(vault.secrets, number), owner.id_number_hash)
        return About.OWNER if is_owner else About.ANOTHER
    names = vault.catalogue.record_types[new.type].attributes
    return new.about if any(name.startswith("person.") for name in names) else About.OWNER


def _enter(
    vault: Vault,
    new: NewRecord,
    place: rows.Place,
    sealed: SealedVersion,
    sender: Sender,
    fingerprint: bytes,
    together: Together,
    now: datetime,
) -> dict[str, Any]:
    """Lines 4 and 5."""
    with vault.database.transaction() as session:
        new = replace(new, about=_about(session, vault, new))
        record = rows.write_record(session, new, place, together.number(session), now=now)
        names = sorted(new.values)
        rows.write_sealed(session, record, sealed.data, kind=Kind.DATA, names=names, copy=sealed.data_copy, now=now)
        if sealed.paper:
            _write_paper(session, record, sealed.paper, now)
        entry = _entry(new, record, sealed, sender, names, now)
        if sealed.paper and new.depositor is None:
            _keep_agreement(session, vault, record, new, entry)
        pending = vault.log.append(session, entry)
        answer = _receipt(record, str(pending.entry_id))
        if sender.idempotency_key:
            idempotency.remember(session, sender.id, sender.idempotency_key, fingerprint, answer, now=now)
        if new.depositor is not None:
            told = {"record": str(record.id), "type": record.type, "organisation": new.depositor.organisation}
            told |= {"flags": " ".join(sealed.paper.flags)} if sealed.paper and sealed.paper.flags else {}
            notices.tell_citizen(session, new.citizen, "record.deposited", told, now=now)
        together.tell(session, record, new)
        together.within(session, answer)
    pending.receipt()
    return answer


def _keep_agreement(session: Session, vault: Vault, record: Record, new: NewRecord, entry: Entry) -> None:
    if text := agreement.agreed_text(vault.catalogue.record_types[new.type], new.agreement):
        vault.log.append(session, agreement.keep(session, record, text, entry))


def _write_paper(session: Session, record: Record, paper: SealedPaper, now: datetime) -> None:
    media_type, flags = paper.media_type, paper.flags
    rows.write_sealed(session, record, paper.document, kind=Kind.DOCUMENT, media_type=media_type, flags=flags, now=now)
    for kind, picture in ((Kind.PREVIEW, paper.preview), (Kind.THUMBNAIL, paper.thumbnail)):
        rows.write_sealed(session, record, picture, kind=kind, media_type=PICTURE_TYPE, now=now)


def _entry(
    new: NewRecord, record: Record, sealed: SealedVersion, sender: Sender, names: list[str], now: datetime
) -> Entry:
    size = sealed.data.plaintext_length + (sealed.paper.document.plaintext_length if sealed.paper else 0)
    return Entry(
        citizen=new.citizen,
        operation=Operation.RECORD_DEPOSIT,
        outcome=Outcome.DONE,
        actor=sender.actor,
        touched=(
            Touched(
                record=str(record.id),
                type=record.type,
                version=record.version,
                attributes=tuple(names),
                document=sealed.paper is not None,
                bytes=size,
            ),
        ),
        purpose=Purpose(dossier=str(new.dossier or "")),
        circumstances=sender.circumstances,
        at=now,
    )


def note_failure(vault: Vault, new: NewRecord, sender: Sender, error: Exception, now: datetime) -> None:
    """The entry of a deposit that did not take place, in the chain of the person whom it was about."""
    refused = isinstance(error, DepositNotAllowedError | RecordNotFoundError | NotDelegatedError)
    version_of = (Touched(record=str(new.replaces), type=new.type, version=0),) if new.replaces else ()
    with vault.database.transaction() as session:
        vault.log.append(
            session,
            Entry(
                citizen=new.citizen,
                operation=Operation.RECORD_DEPOSIT,
                outcome=Outcome.DENIED if refused else Outcome.FAILED,
                actor=sender.actor,
                touched=version_of,
                purpose=Purpose(dossier=str(new.dossier or "")),
                circumstances=replace(sender.circumstances, detail=getattr(error, "code", "sealing-failed")),
                at=now,
            ),
        )


def _receipt(record: Record, entry: str) -> dict[str, Any]:
    return {
        "record": str(record.id),
        "version": record.version,
        "type": record.type,
        "result_code": record.result_code,
        "entry": entry,
    }


def _earlier_answer(vault: Vault, sender: Sender) -> Any:
    if not sender.idempotency_key:
        return None
    with vault.database.reading() as session:
        return idempotency.find_answer(session, sender.id, sender.idempotency_key)


class _Empty:
    def read(self, _n: int = -1, /) -> bytes:
        return b""
