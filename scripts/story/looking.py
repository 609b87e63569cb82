"""Last act: the citizen sees who looked, and an auditor who trusts nobody verifies the log."""

import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from scripts.story.errors import StoryStoppedError, require
from scripts.story.mirror import flip_one_bit, mirror, published_size
from scripts.story.stage import Dossier, Stage

VIETNAM = timezone(timedelta(hours=7))
PAGE = 1000
PUBLISHED_WITHIN_SECONDS = 20
VERIFIED, NOT_VERIFIED = 0, 1
ACTS = {
    "record.deposit": "gửi giấy vào ví",
    "dossier.open": "mở hồ sơ",
    "dossier.close": "đóng hồ sơ",
    "consent.ask": "xin phép xem",
    "consent.terminate": "hồ sơ đóng, lần cho xem khép lại",
    "release": "xem thông tin",
    "release.document": "lấy bản chụp",
}
OUTCOMES = {"done": "", "released": "", "denied": ": BỊ TỪ CHỐI", "failed": ": không thành"}


def see_who_looked(stage: Stage, dossiers: Sequence[Dossier]) -> None:
    stage.teller.step(
        "Bà xem ai đã xem: từng lần, lúc nào, xem mục gì, kể cả những lần bị từ chối.",
        "She sees who looked: every time, refusals too, each entry checked against what the log commits to.",
    )
    own = stage.citizen.get("/v1/me/access-log")
    known = {dossier.id for dossier in dossiers}
    looks = [one for one in own["entries"] if one["groups"].get("purpose", {}).get("dossier") in known]
    services = [one for one in looks if one["groups"]["actor"]["kind"] == "service"]
    stage.teller.seen(*map(_line, services), f"cả sổ: {len(own['entries'])} mục, đủ và đúng: {own['complete']}")
    require(own["complete"], "sổ của bà đủ và đúng", "her chain of entries is complete and holds")
    ids = {one["id"] for one in services}
    require(all(dossier.entry in ids for dossier in dossiers), "mỗi lần xem có trong sổ", "each release has its entry")
    refused = [one for one in services if one["outcome"] == "denied"]
    require(len(refused) >= 3, "ba lần bị từ chối có trong sổ", "the three refusals have entries")


def _line(one: Mapping[str, Any]) -> str:
    at = datetime.fromisoformat(one["at"]).astimezone(VIETNAM)
    touched = one["groups"]["object"].get("records", [])
    names = sorted({name for record in touched for name in record.get("attributes", [])})
    seen = f" ({len(names)} mục)" if len(names) > 2 else f" ({', '.join(names)})" if names else ""
    organisation = one["groups"]["actor"]["organisation"]
    return f"{at:%H:%M:%S} {organisation} {ACTS[one['operation']]}{seen}{OUTCOMES[one['outcome']]}"


def audit(stage: Stage) -> None:
    stage.teller.step(
        "Kiểm toán viên xem các dòng công khai của sổ: việc gì, lúc nào, không biết của ai.",
        "The auditor lists the public headers: what and when, but not about whom.",
    )
    size = _wait_until_published(stage)
    stage.teller.seen(f"{size} mục đã công bố, dưới chữ ký của sổ")
    stage.teller.step(
        "Kiểm toán viên kiểm cả sổ từ các tệp công khai, không cần tin ai: đúng.",
        "The auditor verifies the whole log from its public files alone: it holds.",
    )
    with tempfile.TemporaryDirectory() as aside:
        altered = Path(aside)
        key = mirror(stage.auditor, stage.place.log_address, altered)
        where = flip_one_bit(altered)
        places = [stage.place.log_address, *([str(stage.place.data)] if stage.place.keeps_log_in_folder else [])]
        with ThreadPoolExecutor() as pool:
            *verdicts, last = pool.map(lambda place: _verdict(stage, place, key), [*places, aside])
    for place, (status, said) in zip(places, verdicts, strict=True):
        stage.teller.seen(f"wallet audit verify {place}", f"→ {status}: {said.splitlines()[0]}")
        require(status == VERIFIED, "sổ đúng", f"the log verifies; it said: {said}")
    _tell_altered(stage, where, *last)


def _tell_altered(stage: Stage, where: str, status: int, said: str) -> None:
    stage.teller.step(
        "Trên một bản chép, đổi đúng một bit: kiểm ra sai ngay.", "One bit flipped on a copy: verification fails."
    )
    bad = re.search(r"first bad entry\s+(\d+)", said)
    stage.teller.seen(f"bit bị đổi ở {where}", f"→ {status}: {said.splitlines()[0]}")
    stage.teller.seen(f"mục sai đầu tiên: {bad.group(1) if bad else '?'}")
    require(status == NOT_VERIFIED and bad is not None, "bản bị đổi không qua", f"the copy fails; it said: {said}")


def _verdict(stage: Stage, where: str, key: str) -> tuple[int, str]:
    done = stage.place.wallet("audit", "verify", where, "--vkey", key)
    return done.returncode, done.stdout.strip() or done.stderr.strip()


def _wait_until_published(stage: Stage) -> int:
    """Until everything that the auditor sees listed stands under a signed checkpoint; its size."""
    listed = _listed(stage)
    deadline = time.monotonic() + PUBLISHED_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if (size := published_size(stage.auditor, stage.place.log_address)) >= listed:
            return size
        time.sleep(0.1)
    raise StoryStoppedError(
        "Sổ truy cập chưa được công bố kịp.",
        f"The log was not published within {PUBLISHED_WITHIN_SECONDS} s.",
    )


def _listed(stage: Stage) -> int:
    """How many entries the auditor's list has, and a glance at its last lines."""
    after = -1
    while len(page := stage.auditor.get("/v1/audit/entries", after=after, limit=PAGE)) == PAGE:
        after = page[-1]["index"]
    stage.teller.seen(*(f"#{one['index']} {one['operation']} {one['outcome']}" for one in page[-3:]))
    return int(page[-1]["index"]) + 1 if page else after + 1
