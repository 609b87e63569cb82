"""A PDF's first and last bytes (ISO 32000-2 sections 7.5.2 and 7.5.5), before any parser opens it."""

import re

from wallet.intake.confined.findings import RefusedError
from wallet.intake.refusals import Refusal

_HEADER = re.compile(rb"%PDF-(1\.[0-7]|2\.0)[\x00\t\n\f\r ]")
_END = re.compile(rb"startxref[\x00\t\n\f\r ]+\d{1,10}[\x00\t\n\f\r ]+%%EOF[\x00\t\n\f\r ]*")


def check(content: bytes) -> None:
    """Raises RefusedError BROKEN, TRUNCATED (no end mark) or HIDDEN_CONTENT (something behind it)."""
    if not _HEADER.match(content):
        raise RefusedError(Refusal.BROKEN, "no version of PDF that exists")
    last = content.rfind(b"%%EOF")
    start = content.rfind(b"startxref", 0, last) if last >= 0 else -1
    if start < 0:
        raise RefusedError(Refusal.TRUNCATED, "no end mark")
    if not _END.fullmatch(content, start):
        behind = content[last + 5 :].strip(b"\0\t\n\f\r ")
        if not behind:
            raise RefusedError(Refusal.BROKEN, "the end mark names no table")
        truncated = b"endobj" in behind or b" obj" in behind
        raise RefusedError(Refusal.TRUNCATED if truncated else Refusal.HIDDEN_CONTENT, "something follows the end mark")
