"""An entry of the wallet's own chain with its group `context` shown: anybody can compute its commitment again.

{"context": <the group, as text>, "salt": <base64url>, "actor": <digest, base64url>, "object": …,
 "purpose": …, "subject": …}
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from wallet.ledger import body
from wallet.ledger.entries import SYSTEM_SUBJECT
from wallet.ledger.header import base64url
from wallet.ledger.log import SubjectKeys
from wallet.ledger.models import ENTRIES


def shown(session: Session, keys: SubjectKeys, row: Row[Any]) -> dict[str, str]:
    """Of a row of the wallet's own chain; the other groups stay closed."""
    log_key = keys.log_key(session, SYSTEM_SUBJECT)
    earlier = (ENTRIES.c.citizen_id == SYSTEM_SUBJECT, ENTRIES.c.n == row.n - 1)
    previous = session.connection().execute(select(ENTRIES.c.leaf).where(*earlier)).scalar()
    opened = body.open_body(log_key, SYSTEM_SUBJECT, row.id, row.body)
    subject = body.subject_digest(log_key, SYSTEM_SUBJECT, row.n, previous or body.FIRST_PREVIOUS)
    return {name: base64url(digest) for name, digest in opened.digests().items()} | {
        "context": opened.groups["context"].decode(),
        "salt": base64url(body.salt(opened.seed, "context")),
        "subject": base64url(subject),
    }


def shown_by_id(session: Session, keys: SubjectKeys, entry_id: UUID) -> Mapping[str, Any] | None:
    """The same with `origin`, `index` and `header`; None while the entry has no place in a log."""
    mine = (ENTRIES.c.id == entry_id, ENTRIES.c.citizen_id == SYSTEM_SUBJECT)
    row = session.connection().execute(select(ENTRIES).where(*mine)).first()
    if row is None:
        return None
    place = {"origin": row.origin, "index": row.index, "header": row.header.decode()}
    return place | shown(session, keys, row)
