"""How the wallet stands: the log and its witnesses, the epochs of the key service, erasures, what is overdue."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from wallet.database import GREATEST_NUMBER
from wallet.disposals import viewing
from wallet.erasure.progress import progress_of_all
from wallet.identity.dependencies import AccessLog
from wallet.ledger.keeper import LogKeeper
from wallet.notices import endpoints
from wallet.operating.epochs import key_epochs
from wallet.operating.health import log_health
from wallet.operating.routes import MasterKeys, WitnessPolicy
from wallet.pages.language import _n
from wallet.pages.running.visits import Running
from wallet.web.dependencies import Reading

router = APIRouter()


@router.get("/van-hanh/suc-khoe")
def show_health(session: Reading, visit: Running, log: AccessLog, policy: WitnessPolicy, request: Request) -> Response:
    """The log's stages for all workers, how the keeper of the one that answers is, and events that nobody takes."""
    keeper: LogKeeper = request.app.state.keeper
    return visit.page(
        "health.html",
        health=log_health(session, log.origin, policy, now=visit.now),
        keeper_is_well=keeper.is_healthy,
        leads=keeper.is_leading,
        behind=[(one, _aged(visit.now - one.oldest_at)) for one in endpoints.behind(session, now=visit.now)],
    )


@router.get("/van-hanh/khoa")
def show_epochs(session: Reading, visit: Running, keys: MasterKeys) -> Response:
    return visit.page("epochs.html", epochs=key_epochs(session, keys))


@router.get("/van-hanh/xoa-vi")
def show_erasures(session: Reading, visit: Running, keys: MasterKeys) -> Response:
    """Whose they were, nobody can tell."""
    return visit.page("erasures.html", erasures=progress_of_all(session, keys))


@router.get("/van-hanh/qua-han-xoa")
def show_overdue(
    session: Reading, visit: Running, skip: Annotated[int, Query(alias="bo-qua", ge=0, le=GREATEST_NUMBER)] = 0
) -> Response:
    """Who has not proven in time that they deleted; whose it was stays unsaid."""
    lines = viewing.of_everybody(session, overdue=True, skip=skip, now=visit.now)
    more = skip + viewing.PAGE if len(lines) == viewing.PAGE else 0
    return visit.page("overdue.html", lines=lines, more=more)


def _aged(age: timedelta) -> str:
    """In the largest unit that fits: 3 ngày."""
    hours = age // timedelta(hours=1)
    if age.days:
        return _n("%(num)s ngày", age.days)
    return _n("%(num)s giờ", hours) if hours else _n("%(num)s phút", age // timedelta(minutes=1))
