"""Once a day, a time-stamping authority signs that it saw the newest checkpoint (RFC 3161); its answer is published.

    1 sign the checkpoint that is published, as the publisher did: one size, one note, the same bytes in every worker
    2 ask the authority, which sees nothing but SHA-256 of that note and a nonce (RFC 3161 section 3.4)
    3 verify the answer under the roots of the settings, and that its clock and ours agree
    4 write note and answer, then the list of all

Nothing waits for it. What is no good is not kept but counted and logged, and the next round of housekeeping asks again.
Two workers at once may get two stamps for one day: both are good, and under names of their own.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import httpx2
import structlog
from prometheus_client import Counter, Gauge
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from storage.objects import ObjectStore
from wallet.clock import day_of
from wallet.ledger.errors import BadTimestampError
from wallet.ledger.notes import NoteSigner
from wallet.ledger.sources import StoreSource
from wallet.ledger.timestamps import LIST, Roots, answer_path, in_order, name_of, note_path, time_in

SILENCE_SECONDS = 5.0
ANSWER_SECONDS = 15.0
ANSWER_BYTES_LIMIT = 64 * 1024
CLOCKS_APART = timedelta(minutes=5)
_OK = 200

TIMESTAMPED = Gauge("wallet_log_timestamped", "Entries under the last checkpoint that was time-stamped.")
UNTIMESTAMPED = Counter("wallet_log_untimestamped", "Time stamps that were asked for and not had.", ("cause",))

Send = Callable[[str, bytes], bytes]

_log = structlog.get_logger(__name__)


def send(url: str, question: bytes) -> bytes:
    """The answer of an authority. OSError where there is none, or one that is too long or takes too long.

    No redirect is followed and no proxy of the environment used.
    """
    deadline = time.monotonic() + ANSWER_SECONDS
    headers = {"content-type": "application/timestamp-query", "user-agent": "vi-giay-to"}
    try:
        with (
            httpx2.Client(trust_env=False, timeout=SILENCE_SECONDS) as client,
            client.stream("POST", url, content=question, headers=headers) as answer,
        ):
            if answer.status_code != _OK:
                raise ConnectionError(f"it answered {answer.status_code}")
            received = b""
            for piece in answer.iter_bytes():
                received += piece
                if len(received) > ANSWER_BYTES_LIMIT:
                    raise ConnectionError("the answer is too long")
                if time.monotonic() > deadline:
                    raise TimeoutError("the answer takes too long")
            return received
    except httpx2.HTTPError as error:
        raise ConnectionError(type(error).__name__) from error


class TimeStamping:
    """Keeps no state: what has been done is read from the store."""

    def __init__(self, objects: ObjectStore, signer: NoteSigner, url: str, roots: Roots, ask: Send = send) -> None:
        self._objects = objects
        self._signer = signer
        self._url = url
        self._roots = roots
        self._ask = ask
        self._source = StoreSource(objects, signer.verifier.name)

    def run_once(self, *, now: datetime) -> str | None:
        """The name of today's stamp if it was had just now. Store errors pass, what the authority does is counted."""
        names = self._kept()
        made = None if any(name.startswith(f"{day_of(now)}-") for name in names) else self._stamp(now)
        if made is not None:
            names.add(made)
        ordered = in_order(names)
        if ordered:
            TIMESTAMPED.set(int(ordered[-1].rpartition("-")[2]))
        listed = "".join(f"{name}\n" for name in ordered).encode()
        if listed != (self._source.read(LIST) or b""):
            self._objects.replace(self._source.key(LIST), listed)
        return made

    def _kept(self) -> set[str]:
        """An answer is written last, so its note is there too."""
        start, end = self._source.key(answer_path("|")).split("|")
        return {key[len(start) : -len(end)] for key in self._objects.keys(start) if key.endswith(end)}

    def _stamp(self, now: datetime) -> str | None:
        published = self._source.read("checkpoint")
        if published is None:
            return None
        checkpoint = self._signer.verifier.open(published.decode())
        if checkpoint.size == 0:
            return None
        note = self._signer.sign(checkpoint).encode()
        try:
            moment, answer = self._had(note, now)
        except OSError as error:
            UNTIMESTAMPED.labels("silence").inc()
            _log.warning("the time-stamping authority does not answer", cause=str(error) or type(error).__name__)
            return None
        except BadTimestampError as error:
            UNTIMESTAMPED.labels("refused").inc()
            _log.error("a time stamp does not hold and is not kept", cause=str(error))
            return None
        name = name_of(moment, checkpoint.size)
        self._objects.replace(self._source.key(note_path(name)), note)
        self._objects.replace(self._source.key(answer_path(name)), answer)
        return name

    def _had(self, note: bytes, now: datetime) -> tuple[datetime, bytes]:
        """A stamp that was verified, and its time. OSError, BadTimestampError."""
        question = TimestampRequestBuilder(data=note, hash_algorithm=HashAlgorithm.SHA256).build()
        answer = self._ask(self._url, question.as_bytes())
        moment = time_in(answer, note, self._roots, nonce=question.nonce)
        if abs(moment - now) > CLOCKS_APART:
            raise BadTimestampError(f"its clock says {moment:%Y-%m-%dT%H:%M:%SZ}, ours {now:%Y-%m-%dT%H:%M:%SZ}")
        return moment, answer
