"""The ranking of services as CSV: what the overview counts, over all that the filters take. `service-ranking.json` has
each line. Kept are three numbers for each service, however many entries went by.
"""

from collections.abc import Iterable, Iterator
from dataclasses import astuple, fields
from datetime import datetime

from wallet.audit.counting import ServiceCount, ServiceTally, organisations, overdue_by_service
from wallet.audit.exports.table import BYTE_ORDER_MARK, row
from wallet.audit.sightings import Sighting
from wallet.database import Database

COLUMNS = tuple(one.name for one in fields(ServiceCount))


def encoded(lines: Iterable[Sighting], database: Database, service: str, *, now: datetime) -> Iterator[bytes]:
    """The most refused first. `service`: the only one that is looked at, or empty; what is overdue is so now."""
    yield (BYTE_ORDER_MARK + row(COLUMNS)).encode()
    tally = ServiceTally()
    for line in lines:
        tally.take(line)
    with database.reading() as session:
        late, named = overdue_by_service(session, now=now), organisations(session)
    if service:
        late = {one: count for one, count in late.items() if one == service}
    for counted in tally.ranked(late, named):
        yield row(map(str, astuple(counted))).encode()
