"""The citizen's side: read the question with a preview of exactly what they would see, answer, stop it again.

The preview opens the citizen's own values for the citizen, so it is an entry first. Answering shows nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from policies.release import Assurance
from wallet.clock import day_of
from wallet.consents import artefact, notice
from wallet.consents.errors import (
    ConsentNotFoundError,
    ConsentStateError,
    NoticeChangedError,
    RequiredItemsMissingError,
)
from wallet.consents.models import Consent
from wallet.consents.notice import NoticeText
from wallet.consents.states import WAITING, State, move
from wallet.identity.models import Service
from wallet.ledger.entries import Entry, Operation, Outcome, Purpose, Touched
from wallet.notices import service as notices
from wallet.records import opening, rows
from wallet.records.models import Record, SealedObjectRow
from wallet.records.reading import Reader
from wallet.records.vault import Vault
from wallet.records.wording import text_of


@dataclass(frozen=True, slots=True)
class Preview:
    """One value as the service would get it, and where it comes from."""

    text: str
    record: UUID
    record_type: str
    issuer: str
    assurance: Assurance
    as_of: datetime | Any
    stale: bool


@dataclass(frozen=True, slots=True)
class QuestionItem:
    """`key` is what an answer names; no previews: the wallet does not hold it."""

    key: str
    label: str
    required: bool
    document: bool
    previews: tuple[Preview, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Everything the screen shows."""

    consent: Consent
    service: Service
    notice: NoticeText
    items: tuple[QuestionItem, ...]


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A consent as a list shows it."""

    consent: Consent
    service: Service


def list_consents(session: Session, citizen: UUID) -> Sequence[ConsentLine]:
    """All of a citizen's, newest first. Names of services and procedures only."""
    mine = (
        select(Consent, Service)
        .join(Service, col(Service.id) == col(Consent.service_id))
        .where(Consent.citizen_id == citizen)
        .order_by(col(Consent.created_at).desc(), col(Consent.id))
    )
    return [ConsentLine(consent, service) for consent, service in session.exec(mine)]


def read_question(vault: Vault, reader: Reader, consent_id: UUID, *, now: datetime) -> Question:
    """The question with its previews. Raises ConsentNotFoundError; a question already answered is shown as it was."""
    with vault.database.transaction() as session:
        consent, service = _own(session, reader, consent_id)
        text = notice.write(vault.catalogue, consent, service)
        if consent.state in WAITING and text.hash != consent.notice_hash:  # the catalogue has got other words since
            consent.notice_hash = notice.keep(session, text)
        holdings = _holdings(session, consent)
        entry = _entry(reader, consent, Operation.CONSENT_VIEW, Outcome.RELEASED, now, _touched(consent, holdings))
        pending = vault.log.append(session, entry)
    receipt = pending.receipt()
    values = {record.id: opening.open_values(vault, data, receipt) for record, data in holdings}
    items = tuple(_item(vault, asked, holdings, values, now) for asked in consent.asked)
    return Question(consent, service, text, items)


def answer(
    vault: Vault,
    reader: Reader,
    consent_id: UUID,
    *,
    agree: bool,
    chosen: Iterable[str] = (),
    confirmed: Iterable[str] = (),
    notice_hash: str,
    now: datetime,
) -> Consent:
    """Agree or refuse. `chosen`: keys of the optional items ticked; `confirmed`: attributes that still hold though old.

    Raises ConsentStateError (already answered, lapsed), NoticeChangedError, RequiredItemsMissingError.
    """
    with vault.database.transaction() as session:
        consent, service = _own(session, reader, consent_id, lock=True)
        if consent.state not in WAITING or consent.answer_until <= now:
            raise ConsentStateError("this question is no longer waiting for an answer")
        if notice_hash != consent.notice_hash:
            raise NoticeChangedError
        consent.decided_at = now
        if agree:
            _grant(session, consent, frozenset(chosen), frozenset(confirmed), now)
        else:
            consent.state, consent.ended_at = move(consent.state, State.REFUSED), now
        artefact.write(session, vault.secrets, vault.catalogue, consent, service, now=now)
        operation = Operation.CONSENT_GIVE if agree else Operation.CONSENT_REFUSE
        pending = vault.log.append(session, _entry(reader, consent, operation, Outcome.DONE, now, _granted(consent)))
        told = {"consent": str(consent.id), "dossier": str(consent.dossier_id), "state": consent.state}
        notices.tell_service(session, consent.service_id, "consent.answered", told, now=now)
    pending.receipt()
    return consent


def change(vault: Vault, reader: Reader, consent_id: UUID, to: State, *, now: datetime) -> Consent:
    """Revoke, pause or resume; it holds before this returns. Raises ConsentStateError."""
    operation = {
        State.REVOKED: Operation.CONSENT_REVOKE,
        State.PAUSED: Operation.CONSENT_PAUSE,
        State.ACTIVE: Operation.CONSENT_RESUME,
    }[to]
    with vault.database.transaction() as session:
        consent, service = _own(session, reader, consent_id, lock=True)
        consent.state = move(consent.state, to)
        if to is State.REVOKED:
            consent.ended_at = now
        artefact.write(session, vault.secrets, vault.catalogue, consent, service, now=now)
        pending = vault.log.append(session, _entry(reader, consent, operation, Outcome.DONE, now, ()))
        told = {"consent": str(consent.id), "dossier": str(consent.dossier_id), "state": consent.state}
        notices.tell_service(session, consent.service_id, f"consent.{to.lower()}", told, now=now)
    pending.receipt()
    return consent


def _own(session: Session, reader: Reader, consent_id: UUID, *, lock: bool = False) -> tuple[Consent, Service]:
    consent = session.get(Consent, consent_id, with_for_update=lock)
    if consent is None or consent.citizen_id != reader.citizen.id:
        raise ConsentNotFoundError
    return consent, session.get_one(Service, consent.service_id)


def _holdings(session: Session, consent: Consent) -> list[tuple[Record, SealedObjectRow]]:
    """The citizen's records that hold something of what was asked: the surest first, then the latest."""
    attributes = {item["attribute"] for item in consent.asked if "attribute" in item}
    documents = {item["document"] for item in consent.asked if "document" in item}
    held = [
        (record, data)
        for record, data in rows.current_data(session, consent.citizen_id)
        if attributes & set(data.attribute_names) or record.type in documents
    ]
    return sorted(held, key=lambda one: (Assurance(one[0].assurance).rank, one[0].as_of), reverse=True)


def _item(
    vault: Vault,
    asked: dict[str, str],
    holdings: list[tuple[Record, SealedObjectRow]],
    values: dict[UUID, dict[str, Any]],
    now: datetime,
) -> QuestionItem:
    required = asked["necessity"] == "required"
    label = notice.label_of(vault.catalogue, asked)
    if "document" in asked:
        kind = vault.catalogue.record_types[asked["document"]].label.vi
        previews = [_preview(record, kind, False) for record, _ in holdings if record.type == asked["document"]]
        return QuestionItem(asked["document"], label, required, True, tuple(previews))
    name = asked["attribute"]
    columns = tuple(column for column, _ in vault.catalogue.attributes[name].columns)
    previews = [
        _preview(
            record,
            text_of(values[record.id][name], columns),
            vault.catalogue.is_stale(name, record.as_of, day_of(now)),
        )
        for record, _ in holdings
        if name in values[record.id]
    ]
    return QuestionItem(name, label, required, False, tuple(previews))


def _preview(record: Record, text: str, stale: bool) -> Preview:
    return Preview(text, record.id, record.type, record.issuer, Assurance(record.assurance), record.as_of, stale)


def _grant(
    session: Session, consent: Consent, chosen: frozenset[str], confirmed: frozenset[str], now: datetime
) -> None:
    """Turn the answer into items per record type: what the service may have from which paper."""
    items: dict[tuple[str, str], dict[str, Any]] = {}
    for asked in consent.asked:
        name = asked.get("attribute") or asked["document"]
        if asked["necessity"] != "required" and name not in chosen:
            continue
        for record, data in _holdings(session, consent):
            held = name in data.attribute_names if "attribute" in asked else record.type == name
            if not held:
                continue
            item = items.setdefault((record.type, asked["necessity"]), _empty_item(record.type, asked["necessity"]))
            if "document" in asked:
                item["document"] = True
            elif name not in item["attributes"]:
                item["attributes"].append(name)
                item["confirmed"] += [name] if name in confirmed else []
    if not items:
        raise RequiredItemsMissingError
    consent.granted = list(items.values())
    consent.state, consent.valid_from = move(consent.state, State.ACTIVE), now.replace(microsecond=0)


def _empty_item(record_type: str, necessity: str) -> dict[str, Any]:
    return {
        "record_type": record_type,
        "attributes": [],
        "document": False,
        "necessity": necessity,
        "confirmed": [],
    }


def _touched(consent: Consent, holdings: list[tuple[Record, SealedObjectRow]]) -> tuple[Touched, ...]:
    asked = {item["attribute"] for item in consent.asked if "attribute" in item}
    return tuple(
        Touched(
            record=str(record.id),
            type=record.type,
            version=record.version,
            attributes=tuple(sorted(asked & set(data.attribute_names))),
        )
        for record, data in holdings
    )


def _granted(consent: Consent) -> tuple[Touched, ...]:
    return tuple(
        Touched(
            record="",
            type=item["record_type"],
            version=0,
            attributes=tuple(sorted(item["attributes"])),
            document=item["document"],
        )
        for item in consent.granted
    )


def _entry(
    reader: Reader,
    consent: Consent,
    operation: Operation,
    outcome: Outcome,
    now: datetime,
    touched: tuple[Touched, ...],
) -> Entry:
    return Entry(
        citizen=consent.citizen_id,
        operation=operation,
        outcome=outcome,
        actor=reader.actor,
        touched=touched,
        purpose=Purpose(
            code=consent.purpose,
            procedure=consent.procedure,
            dossier=str(consent.dossier_id),
            consent=str(consent.id),
            artefact=consent.artefact_hash,
        ),
        circumstances=reader.circumstances,
        at=now,
    )
