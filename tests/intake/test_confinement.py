"""A parser that was taken over, crashes or hangs has its one document and nothing else, and the next one is served."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import NOON
from tests.intake import hostile
from tests.intake.conftest import look_at
from tests.intake.corpus import HARMLESS
from tests.intake.pictures import HEIC, JPEG
from wallet.intake.errors import InspectionUnavailableError
from wallet.intake.inspector import Inspector
from wallet.intake.limits import Limits
from wallet.intake.refusals import Refusal

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {{run}}")
RUN = "import runpy; runpy.run_module('tests.intake.hostile', run_name='__main__')"
HEADS = {"confined without threads": b"\xff\xd8\xff", "confined with threads": b"\0\0\0\x18ftypheic"}

STOPPED = [
    "read_a_file",
    "write_a_file",
    "open_a_socket",
    "make_a_pipe",
    "fork",
    "run_a_program",
    "signal_the_parent",
    "read_the_parents_memory",
    "use_another_descriptor",
    "find_a_secret_in_the_environment",
    "raise_the_limits",
    "take_all_memory",
]
STOPPED_BY = {"PermissionError", "FileNotFoundError", "OSError", "BlockingIOError", "MemoryError", "ValueError"}
DEADLY = ["abort", "crash", "spin", "wait_for_ever"]


@pytest.fixture(scope="module")
def taken_over() -> Iterator[Inspector]:
    command = (*COMMAND[:2], COMMAND[2].format(run=RUN))
    with Inspector(Limits(wall_seconds=1.5, cpu_seconds=1), command=command) as started:
        yield started


def order(act: str, head: bytes = b"\xff\xd8\xff") -> bytes:
    return head + bytes(100) + b"do:" + act.encode()


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("act", STOPPED)
def test_a_parser_cannot(taken_over: Inspector, act: str, head: str) -> None:
    verdict = look_at(taken_over, order(act, HEADS[head]))
    assert verdict.refused is Refusal.UNREADABLE
    assert verdict.detail in STOPPED_BY


def test_only_a_decoder_that_needs_threads_gets_them(taken_over: Inspector) -> None:
    assert look_at(taken_over, order("start_a_thread", HEADS["confined with threads"])).refused is None
    verdict = look_at(taken_over, order("start_a_thread"))
    assert (verdict.refused, verdict.detail) == (Refusal.UNREADABLE, "RuntimeError")


@pytest.mark.parametrize("act", DEADLY)
def test_a_child_that_dies_or_hangs_takes_only_itself_down(taken_over: Inspector, act: str) -> None:
    beside = taken_over.begin("", now=NOON)
    beside.feed(order("behave"))
    began = time.monotonic()
    assert look_at(taken_over, order(act)).refused is Refusal.UNREADABLE
    assert time.monotonic() - began < 4
    assert beside.finish().refused is None
    assert look_at(taken_over, order("behave")).refused is None


def test_every_act_is_tried() -> None:
    assert {*STOPPED, *DEADLY, "start_a_thread", "behave"} == hostile.ACTS.keys()


def test_ended_children_leave_nothing_behind(taken_over: Inspector) -> None:
    for act in ("behave", "abort", "wait_for_ever"):
        look_at(taken_over, order(act))
    given_up = taken_over.begin("", now=NOON)
    given_up.feed(order("behave"))
    given_up.abandon()
    deadline = time.monotonic() + 5
    while (left := _children_of(_process_of(taken_over))) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []


def test_a_warden_that_was_killed_is_started_again() -> None:
    with Inspector() as inspector:
        assert look_at(inspector, JPEG).refused is None
        os.kill(_process_of(inspector), signal.SIGKILL)
        time.sleep(0.1)
        assert look_at(inspector, JPEG).refused is None


def test_a_warden_that_does_not_start_is_said_to_be_unavailable() -> None:
    with (
        Inspector(command=(sys.executable, "-c", "raise SystemExit(1)")) as inspector,
        pytest.raises(InspectionUnavailableError),
    ):
        look_at(inspector, JPEG)


def test_a_broken_trust_root_is_found_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_text("not a certificate")
    with Inspector(trust_roots=tmp_path) as inspector, pytest.raises(InspectionUnavailableError):
        inspector.check(now=NOON)


def test_a_started_inspector_says_that_it_serves(inspector: Inspector) -> None:
    inspector.check(now=NOON)


def test_four_documents_at_once_get_their_own_answers(inspector: Inspector) -> None:
    papers = [HARMLESS[name] for name in ("a photo", "a screenshot", "a PDF", "a HEIC")] * 4
    found: list[str | None] = [None] * len(papers)

    def look(number: int) -> None:
        found[number] = look_at(inspector, papers[number].content).media_type

    threads = [threading.Thread(target=look, args=(number,)) for number in range(len(papers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["image/jpeg", "image/png", "application/pdf", "image/heic"] * 4


def test_when_all_places_are_taken_the_caller_is_told(taken_over: Inspector) -> None:
    with Inspector(Limits(wall_seconds=0.2), at_once=1) as inspector:
        inspection = inspector.begin("", now=NOON)
        inspection.feed(HEIC)
        with inspector.place(), pytest.raises(InspectionUnavailableError):
            inspection.finish()


def test_the_wallets_own_process_loads_no_parser() -> None:
    code = "import sys, wallet.intake.inspector, wallet.intake.reader, wallet.intake.cards, wallet.intake.mrz;"
    code += "print([name for name in ('PIL', 'pikepdf', 'pypdfium2', 'pyhanko', 'zxingcpp') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout == b"[]\n"


def _process_of(inspector: Inspector) -> int:
    process = inspector.warden.process
    assert process is not None
    return process


def _children_of(process: int) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()
