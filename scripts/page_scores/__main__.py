"""Lighthouse over home, question, my papers, one paper and who looked, of a wallet with something in it.

Accessibility follows from the page alone: anything under 1.00 fails. Performance is measured on the machine that runs
it, with Lighthouse's own slow phone (or `--desk`): it is told, and how heavy each page was on the wire.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Any

from scripts.story.cast import BIRTH_RECORD, COMMUNE, ID_NUMBER, PERMANENT_RESIDENCE, PORTAL, RESIDENCE_CONFIRMATION
from scripts.story.offices import register
from scripts.story.people import Caller, office_at_work, sign_in
from scripts.story.server import HOST, Place, serving

LIGHTHOUSE = Path(__file__).parent / "node_modules" / ".bin" / "lighthouse"
FULL_MARKS = 1.0
WANTED_PERFORMANCE = 0.95
SECONDS_FOR_A_PAGE = 180


@dataclass(frozen=True, slots=True)
class Score:
    """`accessibility`, `performance`: 0 to 1. `kilobytes`: of 1,000 bytes, all that the page fetched.

    `missed`: the audits of accessibility that it failed.
    """

    page: str
    accessibility: float
    performance: float
    kilobytes: float
    missed: tuple[str, ...]


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/lighthouse", description=__doc__)
    parser.add_argument("--desk", action="store_true", help="a desk's screen and line instead of a slow phone's")
    form = "desktop" if parser.parse_args().desk else "mobile"
    with tempfile.TemporaryDirectory() as folder, _wallet(Path(folder)) as (citizen, pages):
        scores = [_score(citizen, name, path, form) for name, path in pages.items()]
    print(f"{'page':14} accessibility  performance      kB   ({form}; aim 1.00 and {WANTED_PERFORMANCE})")
    for one in scores:
        print(
            f"{one.page:14} {one.accessibility:13.2f} {one.performance:12.2f} {one.kilobytes:7.0f}",
            *one.missed,
        )
    return int(any(one.accessibility < FULL_MARKS for one in scores))


def _score(citizen: Caller, name: str, path: str, form: str) -> Score:
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in citizen.session.cookies)
    told = subprocess.run(
        [
            str(LIGHTHOUSE),
            citizen.address + path,
            *("--output", "json", "--quiet", "--only-categories", "accessibility,performance"),
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
            *("--extra-headers", json.dumps({"Cookie": cookies})),
            *(("--preset", "desktop") if form == "desktop" else ()),
        ],
        env={**os.environ, "CHROME_PATH": shutil.which("chromium") or ""},
        capture_output=True,
        timeout=SECONDS_FOR_A_PAGE,
        check=False,
    )
    if told.returncode:
        raise SystemExit(f"lighthouse could not look at {name}: {told.stderr.decode(errors='replace')[-800:]}")
    return _read(name, json.loads(told.stdout))


def _read(name: str, report: dict[str, Any]) -> Score:
    categories, audits = report["categories"], report["audits"]
    missed = (
        one["id"]
        for one in categories["accessibility"]["auditRefs"]
        if one["weight"] and audits[one["id"]]["score"] not in (None, 1)
    )
    return Score(
        name,
        categories["accessibility"]["score"],
        categories["performance"]["score"],
        audits["total-byte-weight"]["numericValue"] / 1000,
        tuple(missed),
    )


@contextmanager
def _wallet(folder: Path) -> Iterator[tuple[Caller, dict[str, str]]]:
    """A citizen's cookie, and the pages by name."""
    with closing(socket()) as probe:
        probe.bind((HOST, 0))
        place = Place(folder, probe.getsockname()[1])
    keys = register(place, (COMMUNE, PORTAL))
    with serving(place):
        citizen = sign_in(place, {"kind": "citizen", "id_number": ID_NUMBER, "form_of_address": "bà"})
        commune, portal = (office_at_work(place, *one) for one in zip((COMMUNE, PORTAL), keys, strict=True))
        for paper in (RESIDENCE_CONFIRMATION, BIRTH_RECORD):
            commune.send_paper("/v1/records", paper, id_number=ID_NUMBER)
        opened = {"id_number": ID_NUMBER, "procedure": PERMANENT_RESIDENCE, "reference": "LIGHTHOUSE-1"}
        dossier = portal.post("/v1/dossiers", opened)["id"]
        asked = {"attributes": {"person.full_name": "required", "person.dob": "required"}}
        consent = portal.post(f"/v1/dossiers/{dossier}/consents", asked)["id"]
        record = citizen.get("/v1/me/records")[0]["id"]
        yield (
            citizen,
            {
                "home": "/",
                "question": f"/cau-hoi/{consent}",
                "my papers": "/giay-to",
                "one paper": f"/giay-to/{record}",
                "who looked": "/ai-da-xem",
            },
        )


if __name__ == "__main__":
    sys.exit(main())
