"""A mandate in plain words: who, for whom, what, with which papers, until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from policies.catalogue import Catalogue
from wallet.clock import VIETNAM
from wallet.identity.acting.scope import Capacity, Doing
from wallet.identity.acting.standing import Standing
from wallet.mandates.inviting import Offer
from wallet.pages import words
from wallet.pages.language import _, later

DOINGS = {
    Doing.LOOK: later("Xem giấy tờ"),
    Doing.ADD: later("Thêm giấy vào ví"),
    Doing.ANSWER: later("Trả lời khi có nơi xin xem, và ngừng cho xem"),
    Doing.FILL: later("Xem hồ sơ còn thiếu giấy gì"),
    Doing.CORRECT: later("Đề nghị sửa chỗ sai trên giấy"),
    Doing.LOG: later("Xem ai đã xem giấy tờ"),
    Doing.DELETE: later("Xóa giấy"),
}

CAPACITIES = {
    Capacity.PARENT: later("Cha hoặc mẹ"),
    Capacity.GUARDIAN: later("Người giám hộ"),
    Capacity.HELPER: later("Người được nhờ"),
}

ENDINGS = {
    "owner": later("Chủ ví đã cho thôi"),
    "delegate": later("Người làm thay đã thôi"),
    "staff": later("Cơ quan đã cho thôi"),
    "time": later("Đã hết hạn"),
    "majority": later("Con đã đủ 18 tuổi"),
    "evidence": later("Giấy làm căn cứ không còn hiệu lực"),
    "objection": later("Có người phản đối trước khi bắt đầu"),
}
OVER = later("Đã hết hạn")


@dataclass(frozen=True, slots=True)
class Entrusted:
    """`last_day`: the last on which it holds. `over`: why it does not hold; empty: it does."""

    id: UUID
    owner: str
    delegate: str
    capacity: str
    chosen: bool  # by the person themself, who can end it
    doings: tuple[str, ...]
    papers: tuple[str, ...]  # empty: every kind
    last_day: datetime
    over: str
    begins: datetime | None  # still to come


@dataclass(frozen=True, slots=True)
class Offered:
    owner: str
    doings: tuple[str, ...]
    papers: tuple[str, ...]
    last_day: datetime


def entrusted(catalogue: Catalogue, standing: Standing) -> Entrusted:
    mandate, terms = standing.mandate, standing.terms
    over = "" if not standing.is_over else str(ENDINGS.get(mandate.ended_by, OVER))
    last_day = _last_day(mandate.ends_at)
    if terms and terms.majority:
        of_age = datetime(terms.majority.year, terms.majority.month, terms.majority.day, tzinfo=VIETNAM)
        last_day = min(last_day, _last_day(of_age))
    return Entrusted(
        id=mandate.id,
        owner=terms.owner if terms else _("Người đã xóa ví"),
        delegate=terms.delegate if terms else "",
        capacity=str(CAPACITIES[Capacity(mandate.capacity)]),
        chosen=mandate.capacity == Capacity.HELPER,
        doings=_doings(standing.scope.doings),
        papers=_papers(catalogue, standing.scope.papers),
        last_day=last_day,
        over=over,
        begins=mandate.begins_at if standing.waits else None,
    )


def offered(catalogue: Catalogue, offer: Offer) -> Offered:
    return Offered(offer.owner, _doings(offer.doings), _papers(catalogue, offer.papers), _last_day(offer.ends_at))


def _doings(doings: Iterable[Doing]) -> tuple[str, ...]:
    return tuple(str(said) for doing, said in DOINGS.items() if doing in set(doings))


def _papers(catalogue: Catalogue, papers: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(words.in_order(words.paper(catalogue, kind) for kind in papers or ()))


def _last_day(end: datetime) -> datetime:
    return end - timedelta(microseconds=1)
