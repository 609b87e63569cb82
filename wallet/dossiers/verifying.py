"""A form comes back: what has become of each released value since. Nothing is opened, and no value is sent again.

The form system hands in the release's proof and, for each field, the value as submitted with the salt that it got. The
first answer that holds is given:

    unknown            the proof has no such field
    consent-inactive   the consent was revoked, paused, ended or ran out of time; that it was used up does not matter
    superseded         the record has a newer version, or was superseded, revoked or deleted
    unchanged          value and salt open a commitment of the proof
    edited             they do not; where the source is an issuer's, the issuer is asked for a correction
"""

import hmac
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Session

from wallet.consents.models import Consent
from wallet.consents.states import State
from wallet.corrections import asking
from wallet.corrections.asking import Edit
from wallet.corrections.rows import Party
from wallet.dossiers import proof as proofs
from wallet.dossiers.errors import ReleaseProofInvalidError
from wallet.dossiers.models import Dossier
from wallet.dossiers.prefill import commitment
from wallet.dossiers.proof import ProvenField, ReleaseProof
from wallet.dossiers.service import own_dossier, purpose_of
from wallet.errors import InvalidRequestError
from wallet.identity.actors import Caller
from wallet.ledger.entries import Entry, Operation, Outcome, Purpose, Touched
from wallet.records.models import Record
from wallet.records.vault import Vault
from wallet.records.wording import composed

HOLDS = frozenset({State.ACTIVE, State.EXHAUSTED, State.INVALIDATED})
"""Under an invalidated consent each field says what became of its record, which is the better answer."""


class FieldAnswer(StrEnum):
    UNCHANGED = "unchanged"
    EDITED = "edited"
    SUPERSEDED = "superseded"
    CONSENT_INACTIVE = "consent-inactive"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Submitted:
    """A field as the citizen submitted it; `salt` in hex."""

    id: str
    value: Any
    salt: str


@dataclass(frozen=True, slots=True)
class Finding:
    """`reason`: why it is superseded or its consent inactive, in a word; `correction`: what the issuer was asked."""

    id: str
    answer: FieldAnswer
    reason: str = ""
    correction: UUID | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    entry: UUID
    findings: tuple[Finding, ...]


def verify(
    vault: Vault, caller: Caller, dossier_id: UUID, proof: str, fields: Sequence[Submitted], *, now: datetime
) -> Verification:
    """One finding for each field, in their order; one entry, and one more for each correction that is new.

    Raises DossierNotFoundError, ReleaseProofInvalidError, and InvalidRequestError for a field that is there twice.
    """
    _refuse_repeats(fields)
    with vault.database.transaction() as session:
        dossier = own_dossier(session, caller.service, dossier_id)
        session.refresh(dossier, with_for_update=True)  # two calls with one edit must not both ask for its correction
        try:
            read: ReleaseProof | ReleaseProofInvalidError = proofs.read(vault.secrets, proof, dossier.id)
        except ReleaseProofInvalidError as error:
            read = error
        if isinstance(read, ReleaseProof):
            comparison = _Comparison(session, vault, caller, read, now)
            findings = tuple(comparison.finding(field) for field in fields)
            pending = vault.log.append(session, comparison.entry(dossier, findings))
        else:
            vault.log.append(session, _failure(caller, dossier, read, now))
    if not isinstance(read, ReleaseProof):
        raise read
    return Verification(pending.receipt().entry_id, findings)


class _Comparison:
    """One submission held against one proof and against what the wallet knows now."""

    def __init__(self, session: Session, vault: Vault, caller: Caller, proof: ReleaseProof, now: datetime) -> None:
        self._session = session
        self._vault = vault
        self._caller = caller
        self._proof = proof
        self._now = now
        self._inactive = _why_inactive(session.get(Consent, proof.consent), now)

    def finding(self, submitted: Submitted) -> Finding:
        candidates = [field for field in self._proof.fields if field.field == submitted.id]
        if not candidates:
            return Finding(submitted.id, FieldAnswer.UNKNOWN)
        if self._inactive:
            return Finding(submitted.id, FieldAnswer.CONSENT_INACTIVE, self._inactive)
        value = composed(submitted.value)
        opened = [field for field in candidates if _opens(field, value, submitted.salt)]
        source = (opened or candidates)[0]
        record = self._session.get(Record, source.record)
        if record is None or (why := _why_superseded(record, source.version)):
            return Finding(submitted.id, FieldAnswer.SUPERSEDED, why if record else "deleted")
        if opened:
            return Finding(submitted.id, FieldAnswer.UNCHANGED)
        caller, dossier = self._caller, self._proof.dossier
        edit = Edit(record=record, attribute=source.attribute, value=value, asked_by=caller.service.id, dossier=dossier)
        party = Party(caller.actor, caller.how)
        correction = asking.ask(self._session, self._vault, party, edit, now=self._now)
        return Finding(submitted.id, FieldAnswer.EDITED, correction=correction.id if correction else None)

    def entry(self, dossier: Dossier, findings: Sequence[Finding]) -> Entry:
        """Fields by the catalogue's ids; what the proof does not know is counted only, for its name is foreign."""
        known = [f"{one.id}={one.answer}" for one in findings if one.answer is not FieldAnswer.UNKNOWN]
        unknown = Counter(one.answer for one in findings)[FieldAnswer.UNKNOWN]
        words = [*known, f"unknown={unknown}"] if unknown else known
        return Entry(
            citizen=dossier.citizen_id,
            operation=Operation.SUBMISSION_VERIFY,
            outcome=Outcome.DONE,
            actor=self._caller.actor,
            touched=self._touched({one.id for one in findings}),
            purpose=replace(_purpose(dossier), consent=str(self._proof.consent), artefact=self._proof.artefact),
            circumstances=replace(self._caller.how, detail=" ".join(words)),
            at=self._now,
        )

    def _touched(self, ids: set[str]) -> tuple[Touched, ...]:
        names: dict[tuple[UUID, int], set[str]] = {}
        for field in self._proof.fields:
            if field.field in ids:
                names.setdefault((field.record, field.version), set()).add(field.attribute)
        touched = []
        for (record_id, version), attributes in names.items():
            record = self._session.get(Record, record_id)
            kind = record.type if record else ""
            touched.append(
                Touched(record=str(record_id), type=kind, version=version, attributes=tuple(sorted(attributes)))
            )
        return tuple(touched)


def _refuse_repeats(fields: Sequence[Submitted]) -> None:
    seen: set[str] = set()
    for place, field in enumerate(fields):
        if field.id in seen:
            raise InvalidRequestError(fields=((f"/fields/{place}/id", "is there twice"),))
        seen.add(field.id)


def _opens(field: ProvenField, value: Any, salt: str) -> bool:
    return hmac.compare_digest(commitment(field.attribute, value, bytes.fromhex(salt)), field.commitment)


def _why_inactive(consent: Consent | None, now: datetime) -> str:
    """Empty while it holds."""
    if consent is None:
        return State.INVALIDATED.lower()
    if consent.state not in HOLDS:
        return consent.state.lower()
    return State.EXPIRED.lower() if consent.valid_until <= now else ""


def _why_superseded(record: Record, version: int) -> str:
    """Empty while the record is what it was."""
    if record.status != "active":
        return record.status
    return "newer-version" if record.version != version else ""


def _failure(caller: Caller, dossier: Dossier, error: ReleaseProofInvalidError, now: datetime) -> Entry:
    return Entry(
        citizen=dossier.citizen_id,
        operation=Operation.SUBMISSION_VERIFY,
        outcome=Outcome.FAILED,
        actor=caller.actor,
        purpose=_purpose(dossier),
        circumstances=replace(caller.how, detail=error.code),
        at=now,
    )


def _purpose(dossier: Dossier) -> Purpose:
    return Purpose(code=purpose_of(dossier), procedure=dossier.procedure, dossier=str(dossier.id))
