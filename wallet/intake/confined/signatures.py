"""Signatures of a PDF, checked with pyHanko against configured roots only; nothing is ever fetched.

Measured: after a changed byte pyHanko still says `valid`, and only `intact` tells; so nothing here but the bottom line
makes a signature hold. Without a time stamp a signature counts at the present time, since anybody can set a clock back;
with one of a trusted authority it counts at the time of the stamp, so that papers outlive their signer's certificate.
"""

import re
from collections.abc import Coroutine, Iterable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

from asn1crypto import pem, x509  # type: ignore[import-untyped]  # has no annotations
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate, AdESSubIndic
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    async_validate_pdf_signature,
)
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleTrustManager

from wallet.intake.verdicts import Coverage, Signature, SignatureProblem

Result = TypeVar("Result")

ROOT_FILES = ("*.pem", "*.crt", "*.cer", "*.der")
NAME_CHARACTERS = 200
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")

COVERAGES: dict[SignatureCoverageLevel | None, Coverage] = {
    SignatureCoverageLevel.ENTIRE_FILE: Coverage.WHOLE_FILE,
    SignatureCoverageLevel.ENTIRE_REVISION: Coverage.EARLIER_REVISION,
}
CHANGES: dict[ModificationLevel | None, str] = {
    ModificationLevel.NONE: "none",
    ModificationLevel.LTA_UPDATES: "archival",
    ModificationLevel.FORM_FILLING: "forms",
}
TRUST_PROBLEMS: dict[AdESSubIndic | None, SignatureProblem] = {
    AdESIndeterminate.EXPIRED: SignatureProblem.EXPIRED,
    AdESIndeterminate.NOT_YET_VALID: SignatureProblem.EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: SignatureProblem.EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: SignatureProblem.EXPIRED,
    AdESIndeterminate.REVOKED_NO_POE: SignatureProblem.REVOKED,
    AdESIndeterminate.REVOKED_CA_NO_POE: SignatureProblem.REVOKED,
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: SignatureProblem.UNKNOWN_ROOT,
}


def roots_in(folder: Path | None) -> list[x509.Certificate]:
    """Certificates in the folder's PEM and DER files, whoever is named there decides which papers are believed.

    Raises ValueError, which names the file, for one that is no certificate.
    """
    paths = sorted(path for pattern in ROOT_FILES for path in folder.glob(pattern)) if folder else []
    return [certificate for path in paths for certificate in _certificates(path)]


def _certificates(path: Path) -> Iterable[x509.Certificate]:
    content = path.read_bytes()
    try:
        blocks = [der for _, _, der in pem.unarmor(content, multiple=True)] if pem.detect(content) else [content]
        certificates = [x509.Certificate.load(der, strict=True) for der in blocks]
        return [certificate for certificate in certificates if certificate.native]
    except ValueError as error:
        raise ValueError(f"{path.name} is no certificate") from error


class SignatureChecker:
    """`roots`: the only certificates that a chain may end in; with none, no signature is ever trusted."""

    def __init__(self, roots: list[x509.Certificate]) -> None:
        self._trust = SimpleTrustManager.build(trust_roots=roots)

    def check(self, content: bytes, now: datetime) -> tuple[Signature, ...]:
        """A report of each signature, oldest first; empty for a PDF without any."""
        if b"/ByteRange" not in content:
            return ()
        try:
            reader = PdfFileReader(BytesIO(content), strict=False)
            signatures = list(reader.embedded_regular_signatures)
            store = _security_store(reader)
        except (PdfError, SigningError, ValueError, KeyError, TypeError):
            return (_unreadable(""),)
        return tuple(self._report(signature, store, now) for signature in signatures)

    def _report(self, signature: EmbeddedPdfSignature, store: DocumentSecurityStore | None, now: datetime) -> Signature:
        try:
            status = self._validate(signature, store, now, now)
            stamp = status.timestamp_validity
            if stamp is None or not _stamp_holds(stamp):
                return _report(signature, status, status.signer_reported_dt, stamped=False)
            if not status.trusted:
                status = self._validate(signature, store, stamp.timestamp, now)
            return _report(signature, status, stamp.timestamp, stamped=True)
        except (PdfError, SigningError, SignatureValidationError, ValueError, KeyError, TypeError):
            return _unreadable(str(signature.field_name))

    def _validate(
        self, signature: EmbeddedPdfSignature, store: DocumentSecurityStore | None, at: datetime, now: datetime
    ) -> PdfSignatureStatus:
        return _driven(
            async_validate_pdf_signature(
                signature,
                signer_validation_context=self._context(store, at),
                ts_validation_context=self._context(store, now),
            )
        )

    def _context(self, store: DocumentSecurityStore | None, moment: datetime) -> ValidationContext:
        options: dict[str, Any] = {
            "trust_manager": self._trust,
            "allow_fetching": False,
            "revocation_mode": "soft-fail",
            "moment": moment,
            "retroactive_revinfo": True,
        }
        return store.as_validation_context(options) if store else ValidationContext(**options)


def _driven(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run what is asynchronous in name only: without fetching it never waits, and an event loop would need sockets."""
    try:
        coroutine.send(None)
    except StopIteration as finished:
        result: Result = finished.value
        return result
    coroutine.close()
    raise SignatureValidationError("the check wanted to wait for something outside")


def _security_store(reader: PdfFileReader) -> DocumentSecurityStore | None:
    try:
        return DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return None


def _report(
    signature: EmbeddedPdfSignature, status: PdfSignatureStatus, at: datetime | None, *, stamped: bool
) -> Signature:
    names = status.signing_cert.subject.native
    return Signature(
        field=_printable(signature.field_name),
        intact=status.intact and status.valid,
        trusted=status.trusted,
        holds=status.bottom_line,
        common_name=_printable(names.get("common_name")),
        organisation=_printable(names.get("organization_name")),
        at=at,
        stamped=stamped,
        coverage=COVERAGES.get(status.coverage, Coverage.UNCLEAR),
        changes_after=CHANGES.get(status.modification_level, "other"),
        problem=None if status.bottom_line else _problem(status),
    )


def _problem(status: PdfSignatureStatus) -> SignatureProblem:
    if not (status.intact and status.valid):
        return SignatureProblem.TAMPERED
    if not status.docmdp_ok:
        return SignatureProblem.CHANGED_AFTER_SIGNING
    if not status.trusted:
        if status.signing_cert.self_issued:
            return SignatureProblem.UNKNOWN_ROOT
        return TRUST_PROBLEMS.get(status.trust_problem_indic, SignatureProblem.NOT_ALLOWED)
    stamp = status.timestamp_validity or status.content_timestamp_validity
    if stamp is not None and not _stamp_holds(stamp):
        return SignatureProblem.TIMESTAMP
    return SignatureProblem.NOT_ALLOWED


def _stamp_holds(stamp: TimestampSignatureStatus) -> bool:
    return stamp.intact and stamp.valid and stamp.trusted


def _unreadable(field: str) -> Signature:
    return Signature(
        field=_printable(field),
        intact=False,
        trusted=False,
        holds=False,
        common_name="",
        organisation="",
        at=None,
        stamped=False,
        coverage=Coverage.UNCLEAR,
        changes_after="other",
        problem=SignatureProblem.UNREADABLE,
    )


def _printable(value: object) -> str:
    """Names stand in sentences for people: no line breaks, no letters that turn the direction of reading."""
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return _UNPRINTABLE.sub(" ", text).strip()[:NAME_CHARACTERS]
