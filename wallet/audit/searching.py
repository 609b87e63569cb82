"""The auditor's search: logged first, then looked through; whose an entry is stays unsaid."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from wallet.audit.cases import Desk
from wallet.audit.sightings import Filters, Found, Sighting, scan
from wallet.ledger.canonical import canonical
from wallet.ledger.entries import SYSTEM_SUBJECT, Circumstances, Entry, Operation, Outcome, Purpose
from wallet.ledger.log import Receipt

PAGE = 100
PURPOSE = "audit"
AT_A_TIME = 500


def search(
    desk: Desk,
    filters: Filters,
    *,
    beyond: int | None = None,
    newest: bool = False,
    limit: int = PAGE,
    now: datetime,
) -> Found:
    """One page. The look stands in the wallet's own chain with its filters before any body is opened."""
    log_look(desk, Operation.AUDIT_LIST, filters.said(), now=now)
    with desk.vault.database.reading() as session:
        return scan(session, desk, filters, beyond=beyond, newest=newest, limit=limit)


def everything(desk: Desk, filters: Filters, *, newest: bool = False) -> Iterator[Sighting]:
    """All entries that the filters take, a page of memory at a time; for callers that logged a look."""
    beyond: int | None = None
    while True:
        with desk.vault.database.reading() as session:
            found = scan(session, desk, filters, beyond=beyond, newest=newest, limit=AT_A_TIME)
        yield from found.lines
        if found.beyond is None:
            return
        beyond = found.beyond


def log_look(desk: Desk, operation: Operation, words: Mapping[str, str], *, reason: str = "", now: datetime) -> Receipt:
    """Durable once this returns, and counted among the openings of keys."""
    entry = Entry(
        citizen=SYSTEM_SUBJECT,
        operation=operation,
        outcome=Outcome.RELEASED,
        actor=desk.actor,
        purpose=Purpose(code=PURPOSE, reason=reason) if reason else Purpose(),
        circumstances=with_detail(desk, words),
        at=now,
    )
    with desk.vault.database.reading() as session:
        sealed = desk.vault.log.sealed(session, entry)
    receipt = desk.vault.log.note(desk.vault.database, sealed)
    desk.vault.citizen_keys.unwraps.count(receipt)
    return receipt


def with_detail(desk: Desk, words: Mapping[str, str]) -> Circumstances:
    """How the call came, with words of the trade as canonical JSON; the case among them."""
    said = {**words, **({"case": desk.case} if desk.case else {})}
    return Circumstances(
        request=desk.how.request, route=desk.how.route, address=desk.how.address, detail=canonical(said).decode()
    )
