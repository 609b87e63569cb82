"""The keys that sign for this wallet, one after the other; only the log's own is another (`wallet.ledger.rotation`).

    tokens      access tokens (RFC 9068)                         the old key counts until its last token has ended
    artefacts   consents, citizens' rules, proofs of releases    the old key signs no more; what it signed stays good
    events      events of services (Standard Webhooks, `v1a`)    the old key signs beside the new one for two weeks

    context = label of the use + number (8 bytes, big-endian)

The first of each use is a secret of the installation, the later ones have a row each (`wallet.identity.rotating`). A
new key is published at once and signs an hour later, when nobody's copy of the key set is older. Each worker looks once
a minute which keys there are.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlmodel import Session, col, select

from storage.keys import KeyService
from wallet.database import Database
from wallet.identity.machine.jwk import PublicKey, own_public_key
from wallet.identity.models import InstanceKey, SigningKey

LOOKED_EVERY = timedelta(seconds=60)


class KeyUse(StrEnum):
    """What a key signs. Never renamed: the word stands in the database and in the log."""

    TOKENS = "tokens"
    ARTEFACTS = "artefacts"
    EVENTS = "events"


FIRST = {
    KeyUse.TOKENS: "token-signing",
    KeyUse.ARTEFACTS: "artefact-signing",
    KeyUse.EVENTS: "event-signing",
}
"""The secret of the installation that is the first key of each use."""
LABELS = {
    KeyUse.TOKENS: b"wallet.tok.v1\0",
    KeyUse.ARTEFACTS: b"wallet.art.v1\0",
    KeyUse.EVENTS: b"wallet.evt.v1\0",
}


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key of ours, and the name under which its public half is published."""

    key: Ed25519PrivateKey = field(repr=False)
    kid: str


@dataclass(frozen=True, slots=True)
class Span:
    """One key and its times; `number` is 0 for the first, `raw` are the 32 bytes of its public half (RFC 8032).

    `entry`: of the log, that names it; None for the first.

    `until`: from then on it signs nothing that counts; None: not known yet. `distrusted_at`: it was replaced because
    somebody else may have it, so that its signature alone proves nothing, whatever time it names.
    """

    use: KeyUse
    number: int
    public: PublicKey
    raw: bytes
    made_at: datetime
    signs_from: datetime
    entry: UUID | None = None
    until: datetime | None = None
    distrusted_at: datetime | None = None

    @property
    def kid(self) -> str:
        return self.public.key_id

    def counts(self, now: datetime) -> bool:
        """Whether something good is, or will be, signed by it."""
        return self.until is None or now < self.until

    def replaced(self, row: SigningKey) -> "Span":
        """As it is since that later key was made."""
        if not self.counts(row.created_at):
            return self
        until = row.old_until if self.until is None else min(self.until, row.old_until)
        return replace(self, until=until, distrusted_at=row.created_at if row.distrusts_old else None)


@dataclass(slots=True)
class SigningKeys:
    """One for a process; keys that sign stay in its memory, since they sign all the time. Safe between threads.

    `first` opens a secret of the installation as a key.
    """

    database: Database
    keys: KeyService
    first: Callable[[str], Ed25519PrivateKey]
    _spans: Mapping[KeyUse, tuple[Span, ...]] = field(default_factory=dict)
    _looked: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    _wrapped: dict[tuple[KeyUse, int], tuple[str, bytes]] = field(default_factory=dict)
    _opened: dict[tuple[KeyUse, int], Ed25519PrivateKey] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def spans(self, use: KeyUse, now: datetime) -> tuple[Span, ...]:
        """Every key that there was, the first one first. StorageError when the key service cannot open one."""
        with self._guard:
            due = not self._spans or not timedelta(0) <= now - self._looked < LOOKED_EVERY
            self._looked = now if due else self._looked
        if due:  # one thread looks; the others go on with what was known, and none holds a lock while it reads
            self.look()
        return self._spans[use]

    def living(self, use: KeyUse, now: datetime) -> tuple[PublicKey, ...]:
        """Those by which something good is, or will be, signed."""
        return tuple(one.public for one in self.spans(use, now) if one.counts(now))

    def signer(self, use: KeyUse, now: datetime) -> Signer:
        """The newest that signs now."""
        return self.signers(use, now)[0]

    def signers(self, use: KeyUse, now: datetime) -> tuple[Signer, ...]:
        """The newest that signs now, then those before it that still do."""
        signing = (one for one in reversed(self.spans(use, now)) if one.signs_from <= now and one.counts(now))
        return tuple(Signer(self._open(use, one.number), one.kid) for one in signing)

    def named(self, use: KeyUse, kid: str) -> Span | None:
        """The key of that name, however old; None: there was none. Looks again for a name that it does not know."""
        if (found := self._known(use, kid)) is None:
            self.look()
            found = self._known(use, kid)
        return found

    def look(self) -> None:
        """Read which keys there are."""
        with self.database.reading() as session:
            rows = session.exec(select(SigningKey).order_by(col(SigningKey.number))).all()
            made_at = _made_at(session)
        with self._guard:
            self._wrapped |= {(KeyUse(row.use), row.number): (row.kek_id, row.wrapped) for row in rows}
        self._spans = {
            use: self._line(use, made_at[FIRST[use]], [row for row in rows if row.use == use]) for use in KeyUse
        }

    def _known(self, use: KeyUse, kid: str) -> Span | None:
        return next((one for one in self._spans.get(use, ()) if one.kid == kid), None)

    def _line(self, use: KeyUse, made_at: datetime, later: Sequence[SigningKey]) -> tuple[Span, ...]:
        line = [_span(use, 0, self._open(use, 0).public_key(), made_at, made_at)]
        for row in later:
            line = [one.replaced(row) for one in line]
            later_one = _span(use, row.number, self._public(row), row.created_at, row.signs_from)
            line.append(replace(later_one, entry=row.entry_id))
        return tuple(line)

    def _public(self, row: SigningKey) -> Ed25519PublicKey:
        """From the row; one of before rows had it has to be opened."""
        if row.public is None:
            return self._open(KeyUse(row.use), row.number).public_key()
        return Ed25519PublicKey.from_public_bytes(row.public)

    def _open(self, use: KeyUse, number: int) -> Ed25519PrivateKey:
        with self._guard:
            if (use, number) in self._opened:
                return self._opened[use, number]
            wrapped = self._wrapped.get((use, number))
        if wrapped is None:
            key = self.first(FIRST[use])
        else:
            key = Ed25519PrivateKey.from_private_bytes(self.keys.unwrap(*wrapped, context(use, number)))
        with self._guard:
            return self._opened.setdefault((use, number), key)


def context(use: KeyUse, number: int) -> bytes:
    """What a later key is wrapped under."""
    return LABELS[use] + number.to_bytes(8)


def _span(use: KeyUse, number: int, public: Ed25519PublicKey, made_at: datetime, signs_from: datetime) -> Span:
    return Span(use, number, own_public_key(public), public.public_bytes_raw(), made_at, signs_from)


def _made_at(session: Session) -> dict[str, datetime]:
    firsts = select(InstanceKey.name, InstanceKey.created_at).where(col(InstanceKey.name).in_(FIRST.values()))
    return dict(session.exec(firsts).all())
