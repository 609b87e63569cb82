"""Does one log go on where another was closed? Asked of public files alone, by anybody, of both logs' keys."""

import base64
from collections.abc import Mapping
from typing import Any

import orjson

from wallet.ledger import body
from wallet.ledger.entries import Operation
from wallet.ledger.errors import MalformedLogError
from wallet.ledger.header import base64url, parse_header
from wallet.ledger.notes import VerifierKey
from wallet.ledger.sources import TileSource
from wallet.ledger.tile_tree import TileTree


def check_succession(old: TileSource, old_key: VerifierKey, new: TileSource, new_key: VerifierKey) -> int:
    """The size at which the old log was closed. MalformedLogError says why the new one does not go on there.

    The first entry of the new log commits to the group that the file `rotation` shows; the group holds a checkpoint of
    the old log; and the old log has no other head today. Verify each log by itself as well.
    """
    tree = TileTree(new, new_key.open(_text(new, "checkpoint")).size)
    key, note = what_was_closed(next(tree.walk())[1][0], shown_rotation(new))
    if str(key) != str(old_key):
        raise MalformedLogError("the new log goes on from a log with another key")
    closed = old_key.open(note)
    if old_key.open(_text(old, "checkpoint")) != closed:
        raise MalformedLogError(f"the old log was closed at {closed.size} entries and has another head today")
    return closed.size


def what_was_closed(first: bytes, shown: Mapping[str, Any]) -> tuple[VerifierKey, str]:
    """Key and last checkpoint of the log before, to which the header of a log's first entry commits.

    `shown`: as the file `rotation` has it. MalformedLogError.
    """
    header = parse_header(first)
    if header.op != Operation.LOG_ROTATE or header.c != _commitment(shown):
        raise MalformedLogError("the first entry of the new log does not commit to what its file `rotation` shows")
    try:
        said = orjson.loads(orjson.loads(shown["context"])["detail"])
        return VerifierKey.parse(str(said["vkey"])), str(said["checkpoint"])
    except (ValueError, KeyError, TypeError) as error:
        raise MalformedLogError("the file `rotation` does not hold a checkpoint") from error


def shown_rotation(new: TileSource) -> dict[str, str]:
    """The file `rotation` of a log that goes on from another. MalformedLogError."""
    stored = new.read("rotation")
    if stored is None:
        raise MalformedLogError("the new log has no file `rotation`: it goes on from no other")
    try:
        shown = orjson.loads(stored)
        return {name: str(shown[name]) for name in ("context", "salt", "actor", "object", "purpose", "subject")}
    except (ValueError, KeyError, TypeError) as error:
        raise MalformedLogError("the file `rotation` has another form") from error


def _commitment(shown: Mapping[str, Any]) -> str:
    context = body.group_digest("context", _decoded(shown["salt"]), shown["context"].encode())
    digests = {name: _decoded(shown[name]) for name in ("actor", "object", "purpose", "subject")}
    return base64url(body.commitment(context=context, **digests))


def _decoded(word: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
    except ValueError as error:
        raise MalformedLogError("the file `rotation` has another form") from error


def _text(source: TileSource, path: str) -> str:
    return (source.read(path) or b"").decode(errors="replace")
