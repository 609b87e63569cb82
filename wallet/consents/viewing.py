"""The citizen reads: what was asked of them, and a question with a preview of exactly what a service would see.

A preview opens the citizen's own values for the citizen, so it is an entry first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from policies.release import Assurance
from wallet.clock import day_of
from wallet.consents import artefact, notice
from wallet.consents.holdings import confirm_first, entry_of, holdings_of, is_old, is_within, own_consent
from wallet.consents.models import Consent
from wallet.consents.notice import NoticeText
from wallet.consents.refusing import refused_by
from wallet.consents.states import WAITING
from wallet.identity.models import Service
from wallet.identity.preferences import Language
from wallet.ledger.entries import Entry, Operation, Outcome, Touched
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
    """`key` is what an answer names; no previews: the wallet does not hold it, or `refused`: it is given to nobody."""

    key: str
    label: str
    required: bool
    document: bool
    previews: tuple[Preview, ...]
    refused: bool = False


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


def list_consents(vault: Vault, reader: Reader, *, now: datetime) -> Sequence[ConsentLine]:
    """The owner looks at what was asked of them, newest first."""
    with vault.database.reading() as session:
        entry = Entry(
            citizen=reader.citizen.id,
            operation=Operation.CONSENT_LIST,
            outcome=Outcome.RELEASED,
            actor=reader.actor,
            circumstances=reader.circumstances,
            at=now,
        )
        look = vault.log.sealed(session, entry)
        lines = consents_of(session, reader)
    vault.log.note(vault.database, look)
    return lines


def read_consent(vault: Vault, reader: Reader, consent_id: UUID, *, now: datetime) -> tuple[ConsentLine, str]:
    """One consent without any value, and its signed artefact (JWS; empty while nothing was decided)."""
    with vault.database.reading() as session:
        consent, service = own_consent(session, reader, consent_id)
        version = artefact.latest(session, consent)
        look = vault.log.sealed(session, entry_of(reader, consent, Operation.CONSENT_VIEW, Outcome.RELEASED, now, ()))
    vault.log.note(vault.database, look)
    return ConsentLine(consent, service), version.jws if version else ""


def consents_of(session: Session, reader: Reader) -> Sequence[ConsentLine]:
    """For callers that write an entry of their own. Names of services and procedures only."""
    mine = (
        select(Consent, Service)
        .join(Service, col(Service.id) == col(Consent.service_id))
        .where(Consent.citizen_id == reader.citizen.id)
        .order_by(col(Consent.created_at).desc(), col(Consent.id))
    )
    found = session.exec(mine).all()
    return [ConsentLine(consent, service) for consent, service in found if is_within(session, reader.scope, consent)]


def read_question(
    vault: Vault, reader: Reader, consent_id: UUID, *, language: Language = Language.VIETNAMESE, now: datetime
) -> Question:
    """The question with its previews; an answer is to the text that was read last, in its language.

    Raises ConsentNotFoundError, OwnerMustConfirmError; a question already answered is shown as it was.
    """
    confirm_first(vault, reader, consent_id, now)
    with vault.database.transaction() as session:
        consent, service = own_consent(session, reader, consent_id)
        text = notice.write(vault.catalogue, consent, service, language)
        if consent.state in WAITING and text.hash != consent.notice_hash:  # other words since then, or another language
            consent.notice_hash = notice.keep(session, text)
        holdings = holdings_of(session, consent)
        entry = entry_of(reader, consent, Operation.CONSENT_VIEW, Outcome.RELEASED, now, _touched(consent, holdings))
        pending = vault.log.append(session, entry)
        refused = refused_by(session, vault.secrets, reader.citizen.id)
    receipt = pending.receipt()
    keys = opening.keys_of(vault, (data for _, data in holdings), receipt)
    values = {record.id: opening.open_values(vault, data, receipt, keys) for record, data in holdings}
    items = tuple(_item(vault, consent, asked, holdings, values, language, now) for asked in consent.asked)
    items = tuple(replace(item, previews=(), refused=True) if item.key in refused else item for item in items)
    return Question(consent, service, text, items)


def _item(
    vault: Vault,
    consent: Consent,
    asked: dict[str, str],
    holdings: list[tuple[Record, SealedObjectRow]],
    values: dict[UUID, dict[str, Any]],
    language: Language,
    now: datetime,
) -> QuestionItem:
    required = asked["necessity"] == "required"
    label = notice.label_of(vault.catalogue, asked, language)
    if "document" in asked:
        kind = vault.catalogue.paper_label(asked["document"]).vi
        previews = [_preview(record, kind, False) for record, _ in holdings if record.type == asked["document"]]
        return QuestionItem(asked["document"], label, required, True, tuple(previews))
    name = asked["attribute"]
    columns = tuple(column for column, _ in vault.catalogue.attributes[name].columns)
    previews = [
        _preview(
            record,
            text_of(values[record.id][name], columns),
            is_old(vault.catalogue, consent, name, record, day_of(now)),
        )
        for record, data in holdings
        if name in rows.readable(record, data)
    ]
    return QuestionItem(name, label, required, False, tuple(previews))


def _preview(record: Record, text: str, stale: bool) -> Preview:
    return Preview(text, record.id, record.type, record.issuer, Assurance(record.assurance), record.as_of, stale)


def _touched(consent: Consent, holdings: list[tuple[Record, SealedObjectRow]]) -> tuple[Touched, ...]:
    asked = {item["attribute"] for item in consent.asked if "attribute" in item}
    return tuple(
        Touched(
            record=str(record.id),
            type=record.type,
            version=record.version,
            attributes=tuple(sorted(asked & rows.readable(record, data))),
        )
        for record, data in holdings
    )
