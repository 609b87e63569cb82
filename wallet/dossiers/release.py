"""The second critical path: values go out.

    1  the service is authenticated: access token and DPoP proof (by the route)
    2  dossier, consent and index rows are loaded
    3  the gate: facts -> Cedar -> permit or refusal with named grounds
    4  one transaction: the use counted with a conditional UPDATE, the pending log entry either way
    5  commit
    6  only now keys are unwrapped and values opened
    7  the answer: values, provenance, commitments, the entry's id; it leaves while the consent's row is held, so that
       nothing leaves after a revocation has taken effect

A crash before 5 releases nothing and counts nothing. A crash between 5 and 7 has counted a use and written an entry for
values that nobody got: the log then says more than happened, never less, and a retry with the same Idempotency-Key gets
them without a second use. A refusal is returned, not raised, so that its entry commits.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from policies.release import Assurance
from wallet.clock import day_of
from wallet.consents.facts import Ask, Gate
from wallet.consents.gate import Granted, Opening, Refusal, decide
from wallet.consents.handing_over import while_agreed
from wallet.consents.models import Consent
from wallet.consents.states import DOCUMENTS_OPEN
from wallet.dossiers import covered
from wallet.dossiers.errors import ReleaseEndedError
from wallet.dossiers.models import Dossier, Release
from wallet.dossiers.prefill import FilledField, Source, fill
from wallet.dossiers.proof import ReleaseProof, proven, sign
from wallet.dossiers.released import Released, ReleasedDocument, source_of
from wallet.dossiers.service import own_dossier, purpose_of, roles_of
from wallet.identity.actors import Caller
from wallet.ledger.entries import Entry, Operation, Outcome, Touched
from wallet.ledger.log import Receipt
from wallet.records import opening, rows
from wallet.records.errors import IdempotencyKeyReusedError
from wallet.records.idempotency import key_hash
from wallet.records.models import Record
from wallet.records.vault import Vault


def release(
    vault: Vault,
    gate: Gate,
    caller: Caller,
    dossier_id: UUID,
    consent_id: UUID,
    *,
    attributes: frozenset[str] = frozenset(),
    documents: frozenset[str] = frozenset(),
    idempotency_key: str = "",
    now: datetime,
) -> Released | Refusal:
    """Empty sets ask for everything that was granted. Raises DossierNotFoundError, IdempotencyKeyReusedError.

    A retry with the same Idempotency-Key, while the release lives, is decided and logged anew but counts no second use.
    """
    caller.check_consent(consent_id)
    with vault.database.transaction() as session:
        dossier = own_dossier(session, caller.service, dossier_id)
        consent = _consent(session, consent_id)
        row = _release_row(session, dossier, consent_id, attributes | documents, idempotency_key, now)
        if not attributes and not documents:
            attributes, documents = _all_granted(consent)
        ask = _ask(caller, dossier, attributes, documents, Operation.RELEASE)
        covered.hold(session, dossier.citizen_id)
        is_retry = row in session
        decision = decide(session, gate, ask, consent, now=now, own_use=is_retry)
        if isinstance(decision, Refusal) or consent is None:
            return _refused(decision)
        session.add(row)
        covered.note(session, row, (opened.record for opened in decision.openings), is_new=not is_retry)
        papers = _documents(session, decision)
        uses_left = max(consent.max_uses - consent.uses, 0)
    return _opened(vault, dossier, row, decision, papers, uses_left, now)


def _opened(
    vault: Vault,
    dossier: Dossier,
    row: Release,
    decision: Granted,
    papers: tuple[ReleasedDocument, ...],
    uses_left: int,
    now: datetime,
) -> Released:
    """Lines 6 and 7."""
    receipt = decision.entry.receipt()
    openings = [opened for opened in decision.openings if opened.permit.attributes]
    keys = opening.keys_of(vault, (opened.data for opened in openings), receipt)
    sources = [_source(vault, opened, receipt, keys) for opened in openings]
    procedure = vault.catalogue.remembered(dossier.procedure)
    form = vault.catalogue.forms.get(procedure.form or "")
    fields = fill(vault.catalogue, form, sources, day_of(now), stands_as=roles_of(dossier))
    return Released(
        id=row.id,
        procedure=procedure,
        entry=receipt.entry_id,
        fields=fields,
        documents=papers,
        withheld=decision.withheld,
        uses_left=uses_left,
        expires_at=row.expires_at,
        proof=_proof(vault, row, decision, receipt, fields, now),
    )


def _release_row(
    session: Session, dossier: Dossier, consent_id: UUID, names: frozenset[str], idempotency_key: str, now: datetime
) -> Release:
    """The living release with this key, or a new one that is not in the session yet.

    The consent is locked by now, so two calls with one key come here one after the other.
    """
    fingerprint = hashlib.sha256("\0".join([str(consent_id), *sorted(names)]).encode()).digest()
    hashed = key_hash(idempotency_key) if idempotency_key else None
    wanted = select(Release).where(Release.dossier_id == dossier.id, Release.key_hash == hashed)
    earlier = session.exec(wanted).first() if hashed else None
    if earlier is None:
        return Release(
            dossier_id=dossier.id,
            consent_id=consent_id,
            created_at=now,
            expires_at=now + DOCUMENTS_OPEN,
            key_hash=hashed,
            fingerprint=fingerprint,
        )
    if earlier.fingerprint != fingerprint or earlier.expires_at <= now:
        raise IdempotencyKeyReusedError
    return earlier


@dataclass(frozen=True, slots=True)
class ReleasedBytes:
    """`chunks` are authenticated one by one, and end with an error when the consent does; `length` in bytes."""

    media_type: str
    length: int
    chunks: Iterator[bytes]
    entry: UUID


def release_document(
    vault: Vault, gate: Gate, caller: Caller, release_id: UUID, record_id: UUID, *, now: datetime
) -> ReleasedBytes | Refusal:
    """A document of a release made at most fifteen minutes ago; decided and logged anew, not counted as a use.

    Raises ReleaseEndedError, also for another service's release.
    """
    with vault.database.transaction() as session:
        record, row = session.get(Record, record_id), session.get(Release, release_id)
        decision = _decide_document(session, gate, caller, row, record, now)
        document = rows.sealed_row(session, record, "document") if record else None
    if isinstance(decision, Refusal):
        return decision
    opened = next((one for one in decision.openings if one.record.id == record_id), None) if decision else None
    if decision is None or opened is None or document is None or row is None:
        raise ReleaseEndedError
    receipt = decision.entry.receipt()
    opened_pieces = opening.open_permitted_document(vault, document, opened.permit, receipt)
    chunks = while_agreed(vault.database, row.consent_id, opened_pieces, (record_id,))
    return ReleasedBytes(document.media_type, document.plaintext_length, chunks, receipt.entry_id)


def _decide_document(
    session: Session, gate: Gate, caller: Caller, row: Release | None, record: Record | None, now: datetime
) -> Granted | Refusal | None:
    """None: no living release of this caller's holds the record; the attempt is then an entry of the record's owner."""
    if record is None:
        return None
    dossier = session.get(Dossier, row.dossier_id) if row else None
    is_theirs = dossier is not None and dossier.service_id == caller.service.id
    if (
        row is None
        or dossier is None
        or not is_theirs
        or row.expires_at <= now
        or record.citizen_id != dossier.citizen_id
    ):
        gate.log.append(session, _denied_attempt(caller, record, now))
        return None
    caller.check_consent(row.consent_id)
    ask = _ask(caller, dossier, frozenset(), frozenset({record.type}), Operation.RELEASE_DOCUMENT)
    return decide(session, gate, ask, _consent(session, row.consent_id), now=now, own_use=True)


def _denied_attempt(caller: Caller, record: Record, now: datetime) -> Entry:
    return Entry(
        citizen=record.citizen_id,
        operation=Operation.RELEASE_DOCUMENT,
        outcome=Outcome.DENIED,
        actor=caller.actor,
        touched=(Touched(record=str(record.id), type=record.type, version=record.version, document=True),),
        circumstances=caller.how,
        at=now,
    )


def _consent(session: Session, consent_id: UUID) -> Consent | None:
    """Locked, so that a revocation and this decision happen one after the other."""
    return session.exec(_LOCKED, params={"consent": consent_id}).first()


_LOCKED = (
    select(Consent)
    .where(col(Consent.id) == bindparam("consent"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def _all_granted(consent: Consent | None) -> tuple[frozenset[str], frozenset[str]]:
    granted = consent.granted if consent else []
    attributes = frozenset(name for item in granted for name in item["attributes"])
    return attributes, frozenset(item["record_type"] for item in granted if item["document"])


def _ask(
    caller: Caller, dossier: Dossier, attributes: frozenset[str], documents: frozenset[str], operation: Operation
) -> Ask:
    return Ask(
        operation=operation,
        service=caller.service,
        citizen=dossier.citizen_id,
        dossier=dossier.id,
        procedure=dossier.procedure,
        purpose=purpose_of(dossier),
        attributes=attributes,
        documents=documents,
        actor=caller.actor,
        how=caller.how,
    )


def _refused(decision: Granted | Refusal) -> Refusal:
    """Without a consent the gate only ever refuses."""
    if isinstance(decision, Granted):
        raise TypeError("the gate granted a release without a consent")
    return decision


def _documents(session: Session, decision: Granted) -> tuple[ReleasedDocument, ...]:
    found = []
    for opened in decision.openings:
        row = rows.sealed_row(session, opened.record, "document") if opened.permit.document else None
        if row is not None:
            record = opened.record
            found.append(
                ReleasedDocument(record.id, record.type, row.media_type, row.plaintext_length, source_of(record))
            )
    return tuple(found)


def _proof(
    vault: Vault, row: Release, decision: Granted, receipt: Receipt, fields: tuple[FilledField, ...], now: datetime
) -> str:
    released = ReleaseProof(
        release=row.id,
        dossier=row.dossier_id,
        consent=row.consent_id,
        artefact=decision.agreed_in,
        entry=receipt.entry_id,
        iat=int(now.timestamp()),
        fields=proven(fields),
    )
    return sign(vault.secrets, released, now=now)


def _source(vault: Vault, opened: Opening, receipt: Receipt, keys: opening.Keys) -> Source:
    record, data = opened.record, opened.data
    return Source(
        record=str(record.id),
        version=record.version,
        type=record.type,
        type_label=vault.catalogue.paper_label(record.type).vi,
        issuer=record.issuer,
        assurance=Assurance(record.assurance),
        as_of=record.as_of,
        values=opening.open_permitted(vault, data, opened.permit, receipt, keys),
    )
