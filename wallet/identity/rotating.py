"""A new key signs in place of the old one (`wallet.identity.signing_keys`), and the log says so.

One transaction: the new key's row, and `key.rotate` in the wallet's own chain. What dies before its commit leaves the
old key signing. `context.detail` of the entry, in canonical JSON, times in Unix seconds:

    {"at_once":false,"kid":…,"number":1,"old_until":…,"previous":<kid>,"signs_from":…,"use":"artefacts"}

`wallet audit verify`, on the wallet's own machine, sets every row against its entry: no key signs that the log does not
name, and none that it names is gone.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlmodel import Session, col, select

from storage.sealing import new_secret
from wallet.identity.machine.jwk import own_public_key
from wallet.identity.machine.tokens import LIFE_SECONDS
from wallet.identity.models import SigningKey
from wallet.identity.signing_keys import KeyUse, SigningKeys, context
from wallet.ledger.canonical import Json, canonical
from wallet.ledger.entries import SYSTEM_SUBJECT, Actor, Circumstances, Entry, Operation, Outcome
from wallet.ledger.log import Log
from wallet.ledger.verdict import Findings, Step

PUBLISHED_BEFORE = timedelta(hours=1)
OVERLAP = {
    KeyUse.TOKENS: timedelta(seconds=LIFE_SECONDS),
    KeyUse.ARTEFACTS: timedelta(0),
    KeyUse.EVENTS: timedelta(days=14),  # receivers are given the key by hand
}
"""How long the old key goes on once the new one signs."""


def rotate(
    session: Session,
    signing: SigningKeys,
    log: Log,
    use: KeyUse,
    operator: Actor,
    *,
    at_once: bool = False,
    now: datetime,
) -> SigningKey:
    """A new key, which signs in an hour; in the caller's transaction.

    `at_once`: it signs now, and nobody should believe the old one any more: somebody else may have it.
    """
    number = len(_rows(session, use)) + 1
    secret = new_secret()
    wrapped = signing.keys.wrap(secret, context(use, number))
    since = now if at_once else now + PUBLISHED_BEFORE
    row = SigningKey(
        use=use,
        number=number,
        kek_id=wrapped.kek_id,
        wrapped=wrapped.blob,
        public=Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw(),
        created_at=now,
        signs_from=since,
        old_until=now if at_once else since + OVERLAP[use],
        distrusts_old=at_once,
    )
    session.add(row)
    session.flush()
    signing.look()
    entry = Entry(
        citizen=SYSTEM_SUBJECT,
        operation=Operation.KEY_ROTATE,
        outcome=Outcome.DONE,
        actor=operator,
        circumstances=Circumstances(detail=_said(row, signing.spans(use, now)[number - 1].kid)),
        at=now,
    )
    row.entry_id = log.append(session, entry).entry_id
    session.add(row)
    session.flush()
    return row


def check_keys(session: Session, signing: SigningKeys, log: Log, findings: Findings, *, now: datetime) -> None:
    """Adds to the findings: every key that signs is the one that the log names, and each that it names is here."""
    findings.look_at(Step.KEYS)
    logged = {
        str(one.groups["context"].get("detail")): one
        for one in log.history(session, SYSTEM_SUBJECT)
        if one.operation == Operation.KEY_ROTATE and one.groups
    }
    signing.look()
    for use in KeyUse:
        kids = [span.kid for span in signing.spans(use, now)]
        for row, previous in zip(_rows(session, use), kids, strict=False):
            if row.public is None:
                findings.warn(Step.KEYS, None, f"{use} key {row.number} is from before changes of keys were logged")
            elif logged.pop(_said(row, previous), None) is None:
                findings.blame(Step.KEYS, None, f"{use} key {row.number} signs, and the log does not name it")
    for one in logged.values():
        index = one.index if one.origin == log.origin else None
        findings.blame(Step.KEYS, index, "the key that this entry names is gone, or is another one")


def _rows(session: Session, use: KeyUse) -> Sequence[SigningKey]:
    return session.exec(select(SigningKey).where(SigningKey.use == use).order_by(col(SigningKey.number))).all()


def _said(row: SigningKey, previous: str) -> str:
    public = Ed25519PublicKey.from_public_bytes(row.public or b"")
    words: dict[str, Json] = {
        "at_once": row.distrusts_old,
        "kid": own_public_key(public).key_id,
        "number": row.number,
        "old_until": int(row.old_until.timestamp()),
        "previous": previous,
        "signs_from": int(row.signs_from.timestamp()),
        "use": row.use,
    }
    return canonical(words).decode()
