"""The folder of a witness: its key, the logs that it watches, what it has seen.

    witness.json   {"key": "<base64, 32 bytes>", "name": "thanh-tra.example.vn/w1"}, mode 0600
    logs           a verifier key (type 0x01) of a log on each line; # begins a comment
    seen.db        see `memory`

Key and memory belong together: a key without its memory would cosign a fork of what it has forgotten. So none is made
anew beside the other, and a folder is never brought back from a backup: begin another witness, under another name.
"""

import base64
import json
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from storage.durable import PRIVATE_FOLDER, held_folder, write_durably
from wallet.ledger.cosignatures import Cosigner
from wallet.ledger.errors import MalformedLogError
from wallet.ledger.notes import VerifierKey
from wallet.witness.errors import WitnessFolderError
from wallet.witness.memory import Memory

KEY, LOGS, SEEN = "witness.json", "logs", "seen.db"
OTHERS = stat.S_IRWXG | stat.S_IRWXO
SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class Opened:
    """What a witness needs to work. `logs`: by origin."""

    cosigner: Cosigner
    logs: dict[str, VerifierKey]
    memory: Memory


def make(folder: Path, name: str) -> Cosigner:
    """A new key and an empty memory. WitnessFolderError where a witness lives already, or the name cannot be one."""
    seed = secrets.token_bytes(SEED_BYTES)
    try:
        cosigner = Cosigner(name, Ed25519PrivateKey.from_private_bytes(seed))
    except ValueError as error:
        raise WitnessFolderError(str(error)) from None
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    if any((folder / one).exists() for one in (KEY, SEEN)):
        raise WitnessFolderError(f"{folder} holds a witness already")
    Memory.make(folder / SEEN)
    content = json.dumps({"key": base64.b64encode(seed).decode(), "name": name}).encode()
    with held_folder(folder) as held:
        write_durably(held, KEY, [content], aside=held, aside_name=f"{KEY}.part")
    return cosigner


def trust(folder: Path, log: VerifierKey) -> None:
    """Watch this log too, from the next start on."""
    path = folder / LOGS
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    with held_folder(folder) as held:
        pieces = [before.encode(), f"{log}\n".encode()]
        write_durably(held, LOGS, pieces, aside=held, aside_name=f"{LOGS}.part")


def open_folder(folder: Path) -> Opened:
    """WitnessFolderError where others may read the key, or the memory or a log's key is missing or broken."""
    cosigner = _read_key(folder / KEY)
    if not (folder / SEEN).exists():
        raise WitnessFolderError(f"{folder} has a key and no {SEEN}: a witness without its memory must not sign")
    return Opened(cosigner, _read_logs(folder / LOGS), Memory(folder / SEEN))


def _read_key(path: Path) -> Cosigner:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            said = json.loads(file.read())
    except FileNotFoundError:
        raise WitnessFolderError(f"{path} is missing: make a witness with `wallet witness init`") from None
    except ValueError:
        raise WitnessFolderError(f"{path} cannot be read") from None
    if mode & OTHERS:
        raise WitnessFolderError(f"others may read or change {path}: run chmod 600 on it")
    try:
        return Cosigner(said["name"], Ed25519PrivateKey.from_private_bytes(base64.b64decode(said["key"])))
    except (KeyError, TypeError, ValueError):
        raise WitnessFolderError(f"{path} does not hold a witness's key") from None


def _read_logs(path: Path) -> dict[str, VerifierKey]:
    logs = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines() if path.exists() else [], start=1):
        if line.strip() and not line.startswith("#"):
            try:
                key = VerifierKey.parse(line)
            except MalformedLogError as error:
                raise WitnessFolderError(f"line {number} of {path}: {error}") from None
            logs[key.name] = key
    if not logs:
        raise WitnessFolderError(f"{path} names no log: add one with `wallet witness trust`")
    return logs
