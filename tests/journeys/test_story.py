"""The story of `scripts/demo`, told to a real wallet over HTTP on both kinds of installation."""

import os
import signal
import stat
import subprocess
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from scripts.story.server import LOG_ORIGIN
from tests.databases import EMPTY, fresh_database
from tests.journeys.telling import CHECKOUT, LONGEST_SECONDS, answers, bare_environment, demo_command, steps, tell
from tests.ledger.authority import authority
from tests.servers import S3Server, free_port
from wallet import wiring
from wallet.ledger.sources import StoreSource
from wallet.ledger.timestamps import read_roots
from wallet.ledger.verdict import Step
from wallet.ledger.verify import verify
from wallet.settings import Settings

LAST_STEP = 24


@dataclass(frozen=True)
class Told:
    """One telling on a folder and SQLite, and where it took place."""

    data: Path
    port: int
    done: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    data, port = tmp_path_factory.mktemp("story") / "data", free_port()
    return Told(data, port, tell(data, port))


@pytest.fixture
def production_parts(postgres: str, s3: S3Server) -> Iterator[dict[str, str]]:
    """A fresh database and bucket, as settings."""
    with fresh_database(postgres, EMPTY) as url:
        yield {
            "WALLET_DATABASE_URL": url,
            "WALLET_S3_ENDPOINT": s3.endpoint,
            "WALLET_S3_BUCKET": f"story-{uuid.uuid4().hex}",
            "WALLET_S3_ACCESS_KEY": s3.access_key,
            "WALLET_S3_SECRET_KEY": s3.secret_key,
            "WALLET_S3_SECURE": "false",
        }


def _assert_whole(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "demo: ok"
    assert steps(done.stdout) == list(range(1, LAST_STEP + 1))


def test_the_story_is_told_to_its_end_on_a_folder_and_sqlite(told: Told) -> None:
    _assert_whole(told.done)


def test_what_must_be_seen_is_printed(told: Told) -> None:
    for seen in (
        "còn thiếu: 5. Số điện thoại liên hệ; 6. Email",
        "≠ Hai giấy ghi khác nhau. Xếp trước: Cơ quan nhà nước gửi",
        "-KQ1",
        "over-asking",
        "403 release-refused: person.religion",
        "403 consent-revoked",
        "Theo Thông báo kết quả đăng ký cư trú",
        "→ 0: SỔ TRUY CẬP ĐÚNG",
        "→ 1: SỔ TRUY CẬP SAI",
        "con làm thay Mẹ",
    ):
        assert seen in told.done.stdout


def test_no_server_is_left_when_the_story_ends(told: Told) -> None:
    assert not answers(told.port)


def test_the_private_keys_of_the_services_are_for_their_owner_alone(told: Told) -> None:
    keys = list(told.data.rglob("*.private.json"))

    assert len(keys) == 3
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}


def test_a_second_telling_in_the_same_folder_keeps_serving_until_ctrl_c(told: Told) -> None:
    site_port = free_port()
    process = subprocess.Popen(
        demo_command(told.data, told.port, "--site-port", str(site_port)),
        cwd=CHECKOUT,
        env=bare_environment(),
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        output = _read_until(process, "Ctrl-C")
        doors = [line.strip() for line in output.splitlines() if "/dang-nhap/" in line]
        pages = [_walk_in(door) for door in doors]
        zalo_port = _port_after(output, "Zalo mini app")
        neighbours = [answers(site_port), answers(zalo_port)]
        process.send_signal(signal.SIGINT)
        status = process.wait(LONGEST_SECONDS)
    finally:
        _end(process)

    assert steps(output) == list(range(1, LAST_STEP + 1))
    assert [page.status_code for page in pages] == [200, 200, 200, 200]
    assert pages[0].text.count('class="sheet waiting"') == 1
    assert "1 quy tắc đang tự trả lời" in pages[0].text
    assert neighbours == [True, True]
    assert status == 0
    assert not answers(told.port)
    assert not answers(site_port)
    assert not answers(zalo_port)


def test_the_story_is_told_to_its_end_on_s3_and_postgresql(tmp_path: Path, production_parts: dict[str, str]) -> None:
    data, port = tmp_path / "data", free_port()

    done = tell(data, port, production_parts)

    _assert_whole(done)
    assert not answers(port)
    assert {path.name for path in data.rglob("*")} & {"wallet.db", "objects"} == set()
    _assert_can_be_stamped(data, production_parts, tmp_path / "tsa")


def _assert_can_be_stamped(data: Path, parts: Mapping[str, str], folder: Path) -> None:
    """The log of the story, by the housekeeping of its wallet, in the bucket where strangers read it."""
    with authority(folder) as tsa:
        own = {name.removeprefix("WALLET_").lower(): value for name, value in parts.items()}
        own |= {"timestamp_url": tsa.url, "timestamp_roots_file": str(tsa.roots), "log_origin": LOG_ORIGIN}
        wallet = wiring.build(Settings.model_validate({"environment": "development", "data_dir": data, **own}))
        wallet.keeper.start()
        wallet.housekeeper.run_once()
        wallet.keeper.stop()
        public = StoreSource(wallet.objects, LOG_ORIGIN)
        report = verify(public, (public.read("vkey") or b"").decode().strip(), stampers=read_roots(tsa.roots))
        wallet.database.close()
    assert (report.ok, report.steps[Step.TIMESTAMPS]) == (True, "sound"), report.problems
    assert report.timestamped is not None


def test_a_demo_that_is_told_to_end_stops_its_server(tmp_path: Path) -> None:
    port = free_port()
    process = subprocess.Popen(
        demo_command(tmp_path, port, "--site-port", str(free_port())),
        cwd=CHECKOUT,
        env=bare_environment(),
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        _read_until(process, " 1. ")
        served = answers(port)
        process.terminate()
        status = process.wait(LONGEST_SECONDS)
    finally:
        _end(process)

    assert served
    assert status == 128 + signal.SIGTERM
    assert not answers(port)


def _port_after(output: str, words: str) -> int:
    """Of the address that stands in the line after these words."""
    line = output[output.index(words) :].splitlines()[1]
    return int(line.strip().rstrip("/").rpartition(":")[2])


def _read_until(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return "".join(lines)
    raise AssertionError("the demo ended early:\n" + "".join(lines))


def _walk_in(door: str) -> requests.Response:
    """Open the link twice, as people do, press its button, and look where that leads."""
    with requests.Session() as browser:
        browser.trust_env = False
        browser.headers["Accept"] = "text/html"
        browser.get(door, timeout=30)
        browser.get(door, timeout=30)
        return browser.post(door, timeout=30)


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        os.kill(process.pid, signal.SIGTERM)
        process.wait(LONGEST_SECONDS)
    if process.stdout is not None:
        process.stdout.close()
