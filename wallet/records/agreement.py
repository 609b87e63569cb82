"""Before a citizen's picture of a sensitive paper is kept: an agreement of its own, and nothing else in it.

Which papers are sensitive stands in the catalogue (`sensitive_document`: ethnicity, religion, health, crime, identity
cards). Law 91/2025/QH15 and Decree 356/2025 want such an agreement to be explicit and apart from any other. The hash of
the text says that it was shown: the person who agrees sends it back. The words are kept as they were shown, and the
agreement is an entry of its own in the citizen's log, before that of the deposit.

It is withdrawn by deleting the paper, at any time. What a person typed without a picture needs none.
"""

import hashlib
from dataclasses import dataclass, replace

from sqlmodel import Session

from policies.catalogue import RecordType
from wallet.identity.preferences import Language
from wallet.ledger.entries import Entry, Operation, Outcome, Purpose, Touched
from wallet.records.errors import AgreementRequiredError
from wallet.records.models import Agreement, Record

VERSION = 1
KEEPING = "keep-sensitive-document"
WORDS = {
    Language.VIETNAMESE: """\
Ảnh hoặc tệp của giấy này ({paper}) có thông tin cá nhân nhạy cảm, nên cần lời đồng ý riêng trước khi ví giữ.
Đồng ý thì ví khóa ảnh lại và giữ đến khi chủ ví xóa giấy. Chỉ chủ ví mở được.
Người khác chỉ xem được nếu chủ ví đồng ý riêng cho lần đó.
Không đồng ý thì ảnh không được lưu. Vẫn có thể chép thông tin trên giấy mà không kèm ảnh.
Muốn rút lại thì xóa giấy này, lúc nào cũng được. Ảnh mất hẳn ngay lúc đó.""",
    Language.ENGLISH: """\
The picture or file of this paper ({paper}) holds sensitive personal data. It takes a consent of its own to keep it.
With your consent the wallet locks it and keeps it until you delete the paper. Only you can open it.
Others see it only if you agree to that one occasion.
Without your consent it is not stored. You can still copy what the paper says, without a picture.
To withdraw, delete this paper, at any time. The picture is gone for good at that moment.""",
}


@dataclass(frozen=True, slots=True)
class AgreementText:
    """What is shown, one sentence or two a line. `hash`: SHA-256, hex, of language, version and lines."""

    language: Language
    version: int
    lines: tuple[str, ...]

    @property
    def hash(self) -> str:
        return hashlib.sha256("\n".join((self.language, str(self.version), *self.lines)).encode()).hexdigest()


def text_for(kind: RecordType, language: Language) -> AgreementText | None:
    """What has to be agreed to before a document of this kind is kept; None where nothing has to be."""
    if not kind.sensitive_document:
        return None
    paper = kind.label.vi if language is Language.VIETNAMESE else kind.label.en
    return AgreementText(language, VERSION, tuple(WORDS[language].format(paper=paper).splitlines()))


def agreed_text(kind: RecordType, given: str) -> AgreementText | None:
    """The text whose hash was sent back; None where none is needed. AgreementRequiredError for an old one, or none."""
    texts = [text for text in (text_for(kind, language) for language in Language) if text]
    if not texts:
        return None
    for text in texts:
        if text.hash == given:
            return text
    raise AgreementRequiredError(fields=(("/agreement", "is not the hash of the text that is shown now"),))


def keep(session: Session, record: Record, text: AgreementText, deposited: Entry) -> Entry:
    """Store what was agreed to; the entry to be logged, which goes before the deposit's own."""
    session.add(
        Agreement(
            record_id=record.id,
            version=record.version,
            hash=text.hash,
            language=text.language,
            text_version=text.version,
            text="\n".join(text.lines),
            given_at=deposited.at,
        )
    )
    touched = Touched(record=str(record.id), type=record.type, version=record.version, document=True)
    purpose = Purpose(code=KEEPING, basis="explicit-consent", notice=text.hash)
    return replace(
        deposited, operation=Operation.RECORD_AGREE, outcome=Outcome.DONE, touched=(touched,), purpose=purpose
    )


def given_for(session: Session, record: Record, version: int) -> Agreement | None:
    """The agreement under which the document of this version is kept."""
    return session.get(Agreement, (record.id, version))
