"""Every hostile or broken file gets the answer that stands beside it; harmless ones are taken."""

import pytest

from tests.conftest import NOON
from tests.intake.conftest import Look
from tests.intake.corpus import ALL, HARMLESS
from tests.intake.pictures import JPEG
from wallet.intake.inspector import Inspector
from wallet.intake.limits import Limits
from wallet.intake.refusals import Flag, Refusal


@pytest.mark.parametrize("name", ALL)
def test_each_file_gets_its_answer(look: Look, name: str) -> None:
    paper = ALL[name]
    verdict = look(paper.content, paper.declared)
    assert (verdict.refused, verdict.flags) == (paper.refused, frozenset()), verdict.detail


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_taken_has_both_previews(look: Look, name: str) -> None:
    verdict = look(HARMLESS[name].content)
    assert verdict.preview is not None
    assert verdict.thumbnail is not None
    assert verdict.pages == 1


def test_byte_by_byte_gives_the_same_answer(inspector: Inspector) -> None:
    with inspector.begin("image/jpeg", now=NOON) as inspection:
        for byte in JPEG:
            inspection.feed(bytes([byte]))
        assert inspection.finish().refused is None


@pytest.mark.parametrize("cut", range(0, len(JPEG), 37))
def test_no_cut_of_a_photo_passes(look: Look, cut: int) -> None:
    assert look(JPEG[:cut]).refused is not None


def test_a_wrong_type_is_known_after_the_first_bytes(inspector: Inspector) -> None:
    with inspector.begin("application/pdf", now=NOON) as inspection:
        inspection.feed(JPEG[:64])
        assert inspection.refused is Refusal.WRONG_LABEL


def test_too_many_bytes_are_known_before_the_end(look: Look) -> None:
    with Inspector(Limits(document_bytes=1000)) as small:
        inspection = small.begin("image/jpeg", now=NOON)
        inspection.feed(JPEG[:500] + bytes(501))
        assert inspection.refused is Refusal.TOO_LONG
        assert inspection.finish().refused is Refusal.TOO_LONG


@pytest.mark.parametrize("word", [*Refusal, *Flag])
def test_every_reason_is_said_in_both_languages(word: Refusal | Flag) -> None:
    assert word.label_vi.endswith(".")
    assert word.label_en.endswith(".")
