"""What five weeks come to: what is worth a look, who was refused most, how much happened each day."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from wallet.audit import counting
from wallet.audit.anomalies import sentence
from wallet.database import GREATEST_NUMBER
from wallet.ledger.entries import Outcome
from wallet.pages import charts
from wallet.pages.desk.visits import AtDesk
from wallet.pages.language import spoken

MOST_BARS = 12
DENIED = Outcome.DENIED.value

router = APIRouter()


@router.get("/kiem-tra/tong-quan")
def show_overview(visit: AtDesk, skip: Annotated[int, Query(alias="bo-qua", ge=0, le=GREATEST_NUMBER)] = 0) -> Response:
    """Counted anew at each look, and each look is an entry. `bo-qua`: so many newer things worth a look were read."""
    counted = counting.count(visit.desk, now=visit.now)
    odd, more = counted.odd(skip)
    refused = [one for one in counted.services if one.refused][:MOST_BARS]
    by_service = [charts.Measured(one.organisation or one.service, one.refused, one.over_asked) for one in refused]
    by_day = [charts.Measured(one.day, sum(one.outcomes.values()), one.outcomes.get(DENIED, 0)) for one in counted.days]
    return visit.page(
        "overview.html",
        counted=counted,
        anomalies=[(one, sentence(one)[spoken()]) for one in odd],
        skipped=skip,
        more=more,
        services=charts.bars(by_service),
        days=charts.columns(by_day),
    )
