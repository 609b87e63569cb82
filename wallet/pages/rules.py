"""My rules: what may be seen without asking, and what nobody sees; tried on the last questions before it is saved."""

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Response

from policies.catalogue import Catalogue, months_later
from wallet.clock import day_of
from wallet.consents import viewing
from wallet.consents.models import Consent
from wallet.consents.standing import drafting, setting, trying, wording
from wallet.consents.standing.drafting import Draft
from wallet.consents.standing.rule import Kind
from wallet.consents.standing.trying import Effect
from wallet.consents.viewing import ConsentLine
from wallet.pages import words
from wallet.pages.drafting import drafted, sent
from wallet.pages.language import later, spoken
from wallet.pages.questions import find
from wallet.pages.visits import CitizenVisit, Visit, go
from wallet.records import reading, rows
from wallet.records.vault import OpenVault, Vault

MONTHS = (1, 3, 6, 12)
UNUSABLE = 422

EFFECTS = {
    Effect.AGREES: later("Ví sẽ tự đồng ý"),
    Effect.REFUSES: later("Ví sẽ tự trả lời không"),
    Effect.WITHHOLDS: later("Ví vẫn hỏi, những mục này thì giấu đi"),
}

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Wish:
    """The form as it was sent. `consent`: the question whose service and procedure a permission is for."""

    names: tuple[str, ...]
    consent: UUID | None
    months: int


def _wish(
    names: Annotated[list[str], Form(alias="muc", default_factory=list, max_length=200)],
    consent: Annotated[UUID | None, Form(alias="hoi")] = None,
    months: Annotated[Literal["1", "3", "6", "12"], Form(alias="thang")] = "3",
) -> Wish:
    return Wish(tuple(names), consent, int(months))


Wished = Annotated[Wish, Depends(_wish)]


@router.get("/quy-tac")
def list_rules(vault: OpenVault, visit: CitizenVisit) -> Response:
    lines = setting.list_policies(vault, visit.reader, now=visit.now)
    told = [(line, wording.write(vault.catalogue, line.policy, line.service, spoken())) for line in lines]
    return visit.page(
        "rules.html",
        holding=[one for one in told if one[0].holds(visit.now)],
        over=[one for one in told if not one[0].holds(visit.now)],
        procedure=lambda code: words.procedure(vault.catalogue, code),
        last_day=wording.last_day,
    )


@router.get("/quy-tac/khong-cho-ai")
def choose_never(vault: OpenVault, visit: CitizenVisit) -> Response:
    return _choose_never(vault, visit)


@router.get("/quy-tac/cho-xem")
def choose_service(vault: OpenVault, visit: CitizenVisit) -> Response:
    """Services that have asked before, each once for each procedure; the newest question stands for them."""
    asked: dict[tuple[UUID, str], ConsentLine] = {}
    for line in viewing.list_consents(vault, visit.reader, now=visit.now):
        if _names_on_offer(vault.catalogue, line.consent):
            asked.setdefault((line.service.id, line.consent.procedure), line)
    return visit.page(
        "rule_services.html",
        lines=list(asked.values()),
        procedure=lambda code: words.procedure(vault.catalogue, code),
    )


@router.get("/quy-tac/cho-xem/{consent_id}")
def choose_allow(vault: OpenVault, visit: CitizenVisit, consent_id: UUID) -> Response:
    return _choose_allow(vault, visit, find(vault, visit, consent_id))


@router.post("/quy-tac/thu")
def try_rule(vault: OpenVault, visit: CitizenVisit, wish: Wished) -> Response:
    """What it would have answered; nothing is saved yet."""
    line = find(vault, visit, wish.consent) if wish.consent else None
    if not wish.names:
        return _choose_allow(vault, visit, line, again=True) if line else _choose_never(vault, visit, again=True)
    trial = trying.try_rule(vault, visit.reader, _draft(wish, line, visit), language=spoken(), now=visit.now)
    return visit.page(
        "rule_try.html",
        trial=trial,
        wish=wish,
        agrees=trial.count(Effect.AGREES),
        refuses=trial.count(Effect.REFUSES),
        withholds=trial.count(Effect.WITHHOLDS),
        is_never=trial.policy.kind == Kind.NEVER,
        touched=[tried for tried in trial.questions if tried.effect is not Effect.NOTHING],
        effect_words=EFFECTS,
        procedure=lambda code: words.procedure(vault.catalogue, code),
    )


@router.post("/quy-tac")
def save_rule(
    vault: OpenVault,
    visit: CitizenVisit,
    wish: Wished,
    notice_hash: Annotated[str, Form(alias="da-doc", max_length=64)],
) -> Response:
    line = find(vault, visit, wish.consent) if wish.consent else None
    draft = _draft(wish, line, visit)
    policy = setting.set_policy(vault, visit.reader, draft, notice_hash=notice_hash, language=spoken(), now=visit.now)
    sent(vault, visit, _draft_name(line))
    return go(f"/quy-tac/{policy.id}?vua=luu")


@router.get("/quy-tac/{policy_id}")
def show_rule(vault: OpenVault, visit: CitizenVisit, policy_id: UUID, vua: Literal["", "luu"] = "") -> Response:
    line, _ = setting.read_policy(vault, visit.reader, policy_id, now=visit.now)
    return visit.page(
        "rule.html",
        line=line,
        text=wording.write(vault.catalogue, line.policy, line.service, spoken()),
        holds=line.holds(visit.now),
        just=vua,
    )


@router.post("/quy-tac/{policy_id}/dung")
def end_rule(vault: OpenVault, visit: CitizenVisit, policy_id: UUID) -> Response:
    """It holds before this answers, with all that the rule gave."""
    setting.end_policy(vault, visit.reader, policy_id, now=visit.now)
    return go(f"/quy-tac/{policy_id}")


def _draft_name(line: ConsentLine | None) -> str:
    return f"quy-tac/{line.consent.id if line else 'khong-cho-ai'}"


def _draft(wish: Wish, line: ConsentLine | None, visit: Visit) -> Draft:
    names = frozenset(wish.names)
    if line is None:
        return Draft(kind=Kind.NEVER, names=names)
    return Draft(
        kind=Kind.ALLOW,
        names=names,
        client_id=line.service.client_id,
        procedure=line.consent.procedure,
        until=months_later(day_of(visit.now), wish.months),
        data_life_days=line.consent.data_life_days,
    )


def _choose_never(vault: Vault, visit: Visit, *, again: bool = False) -> Response:
    """What the citizen's papers say, and the papers themselves. `again`: nothing was chosen."""
    reading.list_records(vault, visit.reader, now=visit.now)
    with vault.database.reading() as session:
        held = rows.current_data(session, visit.citizen)
    names = {name for record, data in held for name in (record.type, *rows.readable(record, data))}
    papers = names & vault.catalogue.record_types.keys()
    return visit.page(
        "rule_never.html",
        status=UNUSABLE if again else 200,
        offered=bool(names),
        papers=_labelled(vault.catalogue, papers),
        facts=_labelled(vault.catalogue, names - papers),
        nothing=again,
        draft=drafted(vault, visit, _draft_name(None)),
    )


def _choose_allow(vault: Vault, visit: Visit, line: ConsentLine, *, again: bool = False) -> Response:
    names = _names_on_offer(vault.catalogue, line.consent)
    asked = {item.get("attribute") or item["document"] for item in line.consent.asked}
    return visit.page(
        "rule_allow.html",
        status=UNUSABLE if again else 200,
        line=line,
        procedure=words.procedure(vault.catalogue, line.consent.procedure),
        offered=_labelled(vault.catalogue, names),
        still_asked=[label for _, label in _labelled(vault.catalogue, asked - names)],
        months=MONTHS,
        nothing=again,
        draft=drafted(vault, visit, _draft_name(line)),
    )


def _names_on_offer(catalogue: Catalogue, consent: Consent) -> set[str]:
    asked = {item.get("attribute") or item["document"] for item in consent.asked}
    return asked & drafting.coverable(catalogue, consent.procedure)


def _labelled(catalogue: Catalogue, names: set[str]) -> list[tuple[str, str]]:
    """(key, everyday name), as a Vietnamese dictionary has the names."""
    by_label = {wording.label_of(catalogue, name, spoken()): name for name in names}
    return [(by_label[label], label) for label in words.in_order(by_label)]
