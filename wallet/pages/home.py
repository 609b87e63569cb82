"""The first page: what waits for an answer, the doors, what is new. Without a session: how to get in."""

from collections.abc import Sequence
from datetime import date, datetime

from fastapi import APIRouter, Response

from wallet.audit import service as audit
from wallet.consents import viewing
from wallet.consents.standing import setting
from wallet.consents.states import State
from wallet.consents.viewing import ConsentLine
from wallet.dossiers import uses
from wallet.identity.acting import confirming
from wallet.identity.acting.scope import Doing
from wallet.identity.dependencies import MaybeSignedIn
from wallet.identity.oidc.providers import Doors, Who
from wallet.identity.staff import Role
from wallet.pages import news, words
from wallet.pages.language import _, _n
from wallet.pages.rendering import render
from wallet.pages.visits import MaybeVisit, go
from wallet.records import reading
from wallet.records.vault import OpenVault
from wallet.web.dependencies import AppSettings, Now

NEWS_AT_MOST = 3

router = APIRouter()


@router.get("/")
def show_home(
    vault: OpenVault, person: MaybeSignedIn, visit: MaybeVisit, settings: AppSettings, doors: Doors, now: Now
) -> Response:
    """Looking at one's own list of papers is an entry, also here. A delegate is told what the mandate covers."""
    if person is None:
        return render("welcome.html", settings, doors=[who.value for who in Who if doors.serve(who.kind)])
    if visit is None:
        return go("/kiem-tra" if person.kind == Role.AUDITOR else "/van-hanh")
    scope = visit.reader.scope
    with vault.database.reading() as session:
        consents = viewing.consents_of(session, visit.reader) if scope.allows(Doing.ANSWER) else []
        told = news.tell(session, vault.catalogue, visit.citizen) if scope.is_whole else []
        dossiers = uses.open_dossiers_of(session, visit.citizen) if scope.allows(Doing.FILL) else []
        looks = audit.latest_looks(session, visit.citizen) if scope.allows(Doing.LOG) else []
        asked = len(confirming.waiting_for(session, visit.citizen, now=now)) if scope.mandate is None else 0
        rules = setting.holding(session, visit.citizen, now=now) if scope.is_whole else 0
    papers = reading.list_records(vault, visit.reader, now=now)
    soon = [line for line in papers if line.expires_on and visit.today <= line.expires_on <= visit.today + words.SOON]
    return visit.page(
        "home.html",
        questions=waiting(consents, now),
        catalogue=vault.catalogue,
        procedure=words.procedure,
        papers_told=_papers_told(len(papers), len(soon)),
        looks_told=_looks_told(looks, visit.today),
        living=sum(1 for line in consents if words.consent_state(line.consent, now) is State.ACTIVE),
        rules=rules,
        news=told[:NEWS_AT_MOST],
        older=told[NEWS_AT_MOST:],
        dossiers=dossiers,
        asked=asked,
        lately=lambda at: words.lately(at, visit.today),
    )


def waiting(consents: Sequence[ConsentLine], now: datetime) -> list[ConsentLine]:
    """Questions that can still be answered, the longest waiting first."""
    open_states = {State.REQUESTED, State.DEFERRED}
    return [line for line in reversed(consents) if words.consent_state(line.consent, now) in open_states]


def _papers_told(count: int, soon: int) -> str:
    """7 giấy, 1 giấy sắp hết hạn"""
    if not count:
        return _("Chưa có giấy nào")
    held = _n("%(num)s giấy", count)
    return f"{held}, {_n('%(num)s giấy sắp hết hạn', soon)}" if soon else held


def _looks_told(looks: Sequence[datetime], today: date) -> str:
    """Tháng này: 2 lần. Lần cuối: hôm qua"""
    if not looks:
        return _("Chưa nơi nào xem gì")
    days = [words.vietnam(look).date() for look in looks]
    this_month = sum(1 for day in days if (day.year, day.month) == (today.year, today.month))
    last = words.day_inside(days[0], today)
    if not this_month:
        return _("Lần cuối: %(day)s", day=last)
    return _n("Tháng này: %(num)s lần. Lần cuối: %(day)s", this_month, day=last)
