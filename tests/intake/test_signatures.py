"""Who stands behind a PDF: only an unbroken signature that leads to a configured root, over all that is shown."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.conftest import NOON
from tests.intake.authority import YEAR, keep_root, office, root, sign
from tests.intake.conftest import look_at
from tests.intake.pdfs import PDF
from wallet.intake.confined.signatures import roots_in
from wallet.intake.inspector import Inspector
from wallet.intake.verdicts import Coverage, Signature, SignatureProblem, Verdict

NATIONAL = root("Root CA mẫu")
FOREIGN = root("Root CA lạ")
COMMUNE = office(NATIONAL)
STRANGER = office(FOREIGN, "Người lạ")
EXPIRED = office(NATIONAL, until=NOON - YEAR)
CLOCK = office(NATIONAL, "Dấu thời gian mẫu", stamps=True)
FOREIGN_CLOCK = office(FOREIGN, "Dấu thời gian lạ", stamps=True)
SIGNED = sign(PDF, COMMUNE)


@pytest.fixture(scope="module")
def trusting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inspector]:
    folder = keep_root(tmp_path_factory.mktemp("roots"), NATIONAL)
    with Inspector(trust_roots=folder) as started:
        yield started


def changed(content: bytes) -> bytes:
    """Something else is drawn on the page, appended as an update."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"1 0 0 rg 0 0 595 842 re f"))
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]  # pyHanko annotates only in part
    return out.getvalue()


def tampered(content: bytes) -> bytes:
    """One byte of the title of the page's size: 842 points become 843."""
    assert b" 842 ]" in content
    return content.replace(b" 842 ]", b" 843 ]", 1)


def only(verdict: Verdict) -> Signature:
    assert verdict.refused is None, verdict.detail
    (signature,) = verdict.signatures
    return signature


def test_a_paper_signed_by_an_office_is_believed(trusting: Inspector) -> None:
    verdict = look_at(trusting, SIGNED)
    signature = only(verdict)
    assert verdict.signed_by_trusted_issuer
    assert (signature.common_name, signature.organisation) == ("UBND xã Mẫu", "Ủy ban nhân dân xã Mẫu")
    assert (signature.coverage, signature.changes_after, signature.problem) == (Coverage.WHOLE_FILE, "none", None)
    assert signature.field == "ChuKy1"
    assert not signature.stamped


def test_an_unsigned_paper_is_nobodys(trusting: Inspector) -> None:
    verdict = look_at(trusting, PDF)
    assert verdict.signatures == ()
    assert not verdict.signed_by_trusted_issuer


NOT_BELIEVED: dict[str, tuple[Callable[[], bytes], SignatureProblem]] = {
    "a changed byte": (lambda: tampered(SIGNED), SignatureProblem.TAMPERED),
    "another page drawn over it": (lambda: changed(SIGNED), SignatureProblem.CHANGED_AFTER_SIGNING),
    "an unknown root": (lambda: sign(PDF, STRANGER), SignatureProblem.UNKNOWN_ROOT),
    "a root that signs papers itself, unknown": (lambda: sign(PDF, FOREIGN), SignatureProblem.UNKNOWN_ROOT),
    "an expired certificate": (lambda: sign(PDF, EXPIRED), SignatureProblem.EXPIRED),
    "an expired certificate, stamped by a stranger": (
        lambda: sign(PDF, EXPIRED, stamper=FOREIGN_CLOCK, stamped_at=NOON - 2 * YEAR),
        SignatureProblem.EXPIRED,
    ),
    "an expired certificate, stamped after its end": (
        lambda: sign(PDF, EXPIRED, stamper=CLOCK),
        SignatureProblem.EXPIRED,
    ),
    "a stranger's stamp": (lambda: sign(PDF, COMMUNE, stamper=FOREIGN_CLOCK), SignatureProblem.TIMESTAMP),
}


@pytest.mark.parametrize("name", NOT_BELIEVED)
def test_a_signature_that_does_not_hold_says_why(trusting: Inspector, name: str) -> None:
    made, problem = NOT_BELIEVED[name]
    verdict = look_at(trusting, made())
    assert only(verdict).problem is problem
    assert not only(verdict).holds
    assert not verdict.signed_by_trusted_issuer


def test_a_stamped_paper_outlives_its_signers_certificate(trusting: Inspector) -> None:
    verdict = look_at(trusting, sign(PDF, EXPIRED, stamper=CLOCK, stamped_at=NOON - 2 * YEAR))
    assert verdict.signed_by_trusted_issuer
    assert (only(verdict).stamped, only(verdict).at) == (True, NOON - 2 * YEAR)


def test_the_last_of_two_signatures_vouches(trusting: Inspector) -> None:
    verdict = look_at(trusting, sign(SIGNED, office(NATIONAL, "Văn thư"), field="ChuKy2"))
    first, last = verdict.signatures
    assert (first.changes_after, last.changes_after) == ("forms", "none")
    assert verdict.issuer_signature == last


def test_a_stranger_who_signs_later_takes_the_trust_away(trusting: Inspector) -> None:
    verdict = look_at(trusting, sign(SIGNED, STRANGER, field="ChuKy2"))
    assert [signature.holds for signature in verdict.signatures] == [True, False]
    assert not verdict.signed_by_trusted_issuer


def test_without_roots_nobody_is_believed() -> None:
    with Inspector() as trusting_nobody:
        verdict = look_at(trusting_nobody, SIGNED)
    assert only(verdict).problem is SignatureProblem.UNKNOWN_ROOT


def signed_places(content: bytes) -> list[int]:
    """Everything but the hexadecimal signature itself, which is padded with zeroes that mean nothing."""
    signature = re.search(rb"/Contents <[0-9A-Fa-f]+>", content)
    assert signature
    return [*range(9, signature.start(), 97), *range(signature.end(), len(content), 29)]


@pytest.mark.parametrize("place", signed_places(SIGNED))
def test_no_changed_byte_is_believed(trusting: Inspector, place: int) -> None:
    content = bytearray(SIGNED)
    content[place] ^= 1
    assert not look_at(trusting, bytes(content)).signed_by_trusted_issuer


def test_names_cannot_turn_a_sentence_round(trusting: Inspector) -> None:
    verdict = look_at(trusting, sign(PDF, office(NATIONAL, "UBND\u202e\nMẫu")))
    assert only(verdict).common_name == "UBND Mẫu"


def test_roots_are_read_in_both_encodings(tmp_path: Path) -> None:
    keep_root(tmp_path, NATIONAL)
    (tmp_path / "other.cer").write_bytes(FOREIGN.asn1.dump())
    assert {_common_name(certificate) for certificate in roots_in(tmp_path)} == {"Root CA mẫu", "Root CA lạ"}


def test_a_file_that_is_no_certificate_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.pem").write_text("not a certificate")
    with pytest.raises(ValueError, match=r"broken\.pem"):
        roots_in(tmp_path)


def _common_name(certificate: object) -> str:
    return str(certificate.subject.native["common_name"])  # type: ignore[attr-defined]  # asn1crypto has no annotations
