"""What an inspection found. Previews and codes are a citizen's content: a verdict has no repr to leak into a log."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wallet.intake.refusals import Flag, Refusal


class SignatureProblem(StrEnum):
    """Why a signature does not hold; the first that applies."""

    UNREADABLE = "unreadable"
    TAMPERED = "tampered"
    CHANGED_AFTER_SIGNING = "changed-after-signing"
    EXPIRED = "certificate-expired"
    REVOKED = "certificate-revoked"
    UNKNOWN_ROOT = "unknown-root"
    TIMESTAMP = "timestamp-does-not-hold"
    NOT_ALLOWED = "not-allowed"

    @property
    def label_vi(self) -> str:
        """What it means and what to do next, for the citizen."""
        return _SENTENCES[self][0]

    @property
    def label_en(self) -> str:
        return _SENTENCES[self][1]


class Coverage(StrEnum):
    """How much of the file as it lies here a signature speaks for."""

    WHOLE_FILE = "whole-file"
    EARLIER_REVISION = "earlier-revision"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One PAdES or PKCS#7 signature of a PDF (ETSI EN 319 142-1; ISO 32000-2 section 12.8).

    `intact`: the signed bytes are unchanged. `trusted`: the certificate leads to a configured root and was valid at
    `at`. `changes_after`: "none", "archival" (time stamps, validation data), "forms" (more signatures, form fields),
    "other". `holds` is the bottom line, with changes after signing weighed. This is a signature check, not a qualified
    validation: revocation is only known where the paper brings the answer along, because nothing is fetched.
    """

    field: str
    intact: bool
    trusted: bool
    holds: bool
    common_name: str
    organisation: str
    at: datetime | None
    stamped: bool
    """`at` comes from a time stamp of a trusted authority, not from the signer's own clock."""
    coverage: Coverage
    changes_after: str
    problem: SignatureProblem | None

    @property
    def vouches_for_the_file(self) -> bool:
        """Holds, and nothing but archival data was added since: whoever signed stands behind all that is shown."""
        return self.holds and self.changes_after in {"none", "archival"}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Verdict:
    """`refused` is None for a paper that may be kept. Nothing else is filled in for one that is refused.

    `width` and `height` are pixels of a picture as stored, 0 for a PDF; `pages` is 1 for a picture. `preview` and
    `thumbnail` are WebP without metadata. `codes` are the texts of QR codes, when the caller asked for them.
    """

    media_type: str | None = None
    refused: Refusal | None = None
    detail: str = ""
    """For a developer, in English; carries nothing of the content."""
    flags: frozenset[Flag] = frozenset()
    pages: int = 0
    width: int = 0
    height: int = 0
    signatures: tuple[Signature, ...] = ()
    codes: tuple[str, ...] = ()
    preview: bytes | None = None
    thumbnail: bytes | None = None

    @property
    def issuer_signature(self) -> Signature | None:
        """The last signature that vouches for the whole file while none of the others is broken."""
        if not all(signature.intact for signature in self.signatures):
            return None
        vouching = [signature for signature in self.signatures if signature.vouches_for_the_file]
        return vouching[-1] if vouching else None

    @property
    def signed_by_trusted_issuer(self) -> bool:
        return self.issuer_signature is not None


_SENTENCES = {
    SignatureProblem.UNREADABLE: (
        "Không đọc được chữ ký trong tệp. Xin lấy lại tệp gốc từ nơi cấp.",
        "The signature in the file cannot be read. Get the original file from its issuer.",
    ),
    SignatureProblem.TAMPERED: (
        "Nội dung tệp không còn khớp với chữ ký. Xin đừng dùng tệp này, và lấy lại tệp gốc từ nơi cấp.",
        "The file no longer fits its signature. Do not use it; get the original file from its issuer.",
    ),
    SignatureProblem.CHANGED_AFTER_SIGNING: (
        "Tệp đã bị thay đổi sau khi ký. Xin lấy lại tệp gốc từ nơi cấp.",
        "The file was changed after it was signed. Get the original file from its issuer.",
    ),
    SignatureProblem.EXPIRED: (
        "Chứng thư của người ký đã hết hạn lúc ký. Xin hỏi nơi cấp.",
        "The signer's certificate had expired. Ask the issuer.",
    ),
    SignatureProblem.REVOKED: (
        "Chứng thư của người ký đã bị thu hồi. Xin hỏi nơi cấp.",
        "The signer's certificate was revoked. Ask the issuer.",
    ),
    SignatureProblem.UNKNOWN_ROOT: (
        "Ví không biết tổ chức đứng sau chữ ký này, nên chưa coi là cơ quan nhà nước ký.",
        "The wallet does not know who stands behind this signature, so it does not count as an issuer's.",
    ),
    SignatureProblem.TIMESTAMP: (
        "Dấu thời gian của chữ ký không đúng. Xin hỏi nơi cấp.",
        "The signature's time stamp does not hold. Ask the issuer.",
    ),
    SignatureProblem.NOT_ALLOWED: (
        "Chứng thư này không được dùng để ký giấy tờ. Xin hỏi nơi cấp.",
        "This certificate may not be used to sign papers. Ask the issuer.",
    ),
}
