"""Runs the demo as whoever types the command does: a process of its own, no wallet setting in its environment."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
LONGEST_SECONDS = 120
STEP = re.compile(r"^ ?(\d+)\. ", re.MULTILINE)


def demo_command(data: Path, port: int, *options: str) -> list[str]:
    return [sys.executable, "-m", "scripts.story", "--data", str(data), "--port", str(port), *options]


def bare_environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WALLET_")}
    return kept | dict(more or {})


def tell(data: Path, port: int, more: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """`scripts/demo --exit`, without the set-up."""
    return subprocess.run(
        demo_command(data, port, "--exit"),
        cwd=CHECKOUT,
        env=bare_environment(more),
        capture_output=True,
        encoding="utf-8",
        timeout=LONGEST_SECONDS,
        check=False,
    )


def steps(output: str) -> list[int]:
    """The numbers of the steps that were told, in their order."""
    return [int(number) for number in STEP.findall(output)]


def answers(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
