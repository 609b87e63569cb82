"""What comes through the wall is believed only in the shape that it must have."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import NOON
from tests.intake.pictures import JPEG, WEBP
from wallet.intake.refusals import Flag
from wallet.intake.verdicts import Coverage, Signature, Verdict
from wallet.intake.wire import Job, MalformedAnswerError, frames_of, verdict_from

SIGNATURE = Signature(
    field="ChuKy1",
    intact=True,
    trusted=True,
    holds=True,
    common_name="UBND xã Mẫu",
    organisation="",
    at=NOON - timedelta(days=1),
    stamped=False,
    coverage=Coverage.WHOLE_FILE,
    changes_after="none",
    problem=None,
)
VERDICT = Verdict(
    media_type="application/pdf",
    flags=frozenset({Flag.JAVASCRIPT}),
    pages=3,
    signatures=(SIGNATURE,),
    codes=("x",),
    preview=WEBP,
    thumbnail=WEBP,
)

LIES: dict[str, Callable[[dict[str, Any]], object]] = {
    "an unknown reason": lambda told: told.update(refused="because"),
    "an unknown flag": lambda told: told.update(flags=["x"]),
    "a negative count": lambda told: told.update(pages=-1),
    "a count that is a word": lambda told: told.update(pages="3"),
    "a count that is a truth": lambda told: told.update(pages=True),
    "something missing": lambda told: told.pop("codes"),
    "a code that is no text": lambda told: told.update(codes=[1]),
    "a signature with something more": lambda told: told["signatures"][0].update(x=1),
    "a signature with something less": lambda told: told["signatures"][0].pop("holds"),
    "changes of an unknown kind": lambda told: told["signatures"][0].update(changes_after="few"),
    "a time that is none": lambda told: told["signatures"][0].update(at="noon"),
}


def test_a_verdict_comes_through_whole() -> None:
    assert verdict_from("application/pdf", *frames_of(VERDICT)) == VERDICT


def test_a_job_comes_through_whole() -> None:
    job = Job("image/png", NOON, codes=True)
    assert Job.from_bytes(job.as_bytes()) == job


@pytest.mark.parametrize("name", LIES)
def test_a_malformed_answer_is_no_verdict(name: str) -> None:
    told, preview, thumbnail = frames_of(VERDICT)
    answer = json.loads(told)
    LIES[name](answer)
    with pytest.raises(MalformedAnswerError):
        verdict_from("application/pdf", json.dumps(answer).encode(), preview, thumbnail)


@pytest.mark.parametrize("told", [b"", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_what_is_not_even_json_is_no_verdict(told: bytes) -> None:
    with pytest.raises(MalformedAnswerError):
        verdict_from("application/pdf", told, WEBP, WEBP)


@pytest.mark.parametrize("picture", [b"", b"<html>", JPEG])
def test_a_preview_that_is_no_webp_is_no_verdict(picture: bytes) -> None:
    told, _, thumbnail = frames_of(VERDICT)
    with pytest.raises(MalformedAnswerError):
        verdict_from("application/pdf", told, picture, thumbnail)


def test_only_true_is_true() -> None:
    told, preview, thumbnail = frames_of(VERDICT)
    answer = json.loads(told)
    answer["signatures"][0].update(holds="yes", intact=1)
    (signature,) = verdict_from("application/pdf", json.dumps(answer).encode(), preview, thumbnail).signatures
    assert not signature.holds
    assert not signature.intact


def test_the_type_is_what_the_parent_saw() -> None:
    assert verdict_from("image/png", *frames_of(VERDICT)).media_type == "image/png"


def test_a_verdict_shows_nothing_of_its_content() -> None:
    assert "WEBP" not in repr(VERDICT)
