"""What I have allowed: the list, one permission, pausing it, and stopping it for good."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from policies.catalogue import Catalogue, Label
from wallet.consents import answering, receipts, viewing
from wallet.consents.standing import setting
from wallet.consents.states import LIVING, WAITING, State
from wallet.consents.viewing import ConsentLine
from wallet.deadlines import law
from wallet.disposals import viewing as disposals
from wallet.pages import words
from wallet.pages.language import _, label
from wallet.pages.questions import agreed, find
from wallet.pages.visits import CitizenVisit, Visit, go
from wallet.records.vault import OpenVault, Vault

router = APIRouter()


@router.get("/da-cho-phep")
def list_permissions(vault: OpenVault, visit: CitizenVisit) -> Response:
    lines = viewing.list_consents(vault, visit.reader, now=visit.now)
    told = [(line, words.consent_state(line.consent, visit.now)) for line in lines]
    with vault.database.reading() as session:
        deletions = disposals.standing(disposals.of_citizen(session, visit.citizen, now=visit.now))
    return visit.page(
        "permissions.html",
        deletions=deletions,
        living=[(line, state) for line, state in told if state in LIVING],
        ended=[(line, state) for line, state in told if state not in LIVING | WAITING],
        State=State,
        state_word=words.CONSENTS,
        procedure=lambda code: words.procedure(vault.catalogue, code),
    )


@router.get("/da-cho-phep/{consent_id}")
def show_permission(vault: OpenVault, visit: CitizenVisit, consent_id: UUID) -> Response:
    line = find(vault, visit, consent_id)
    if words.consent_state(line.consent, visit.now) in WAITING:
        return go(f"/cau-hoi/{consent_id}")
    return _page(vault, visit, line, "permission.html")


@router.get("/da-cho-phep/{consent_id}/bien-nhan")
def show_receipt(vault: OpenVault, visit: CitizenVisit, consent_id: UUID) -> Response:
    """To print and keep: what was decided, in words, with what proves it. A question has none yet."""
    kept = receipts.read(vault, visit.reader, consent_id, now=visit.now)
    body = kept.body
    return visit.page(
        "receipt.html",
        kept=kept,
        body=body,
        state_word=words.CONSENTS[State(body["decision"]["state"])],
        decided_at=datetime.fromisoformat(body["decision"]["time"]),
        until=datetime.fromisoformat(body["valid_until"]),
        days_kept=int(body["data_life"][1:-1]),
        items=_items(vault.catalogue, body["items"]),
        purpose=label(Label(**body["purpose"]["text"])),
        printed=visit.now,
    )


@router.get("/da-cho-phep/{consent_id}/ngung")
def ask_before_stopping(vault: OpenVault, visit: CitizenVisit, consent_id: UUID) -> Response:
    line = find(vault, visit, consent_id)
    if words.consent_state(line.consent, visit.now) not in LIVING:
        return go(f"/da-cho-phep/{consent_id}")
    return _page(vault, visit, line, "permission_stop.html")


@router.post("/da-cho-phep/{consent_id}/ngung")
def stop(vault: OpenVault, visit: CitizenVisit, consent_id: UUID) -> Response:
    """It holds before this answers."""
    answering.change(vault, visit.reader, consent_id, State.REVOKED, now=visit.now)
    return go(f"/da-cho-phep/{consent_id}")


@router.post("/da-cho-phep/{consent_id}/tam-ngung")
def pause(vault: OpenVault, visit: CitizenVisit, consent_id: UUID) -> Response:
    answering.change(vault, visit.reader, consent_id, State.PAUSED, now=visit.now)
    return go(f"/da-cho-phep/{consent_id}")


@router.post("/da-cho-phep/{consent_id}/cho-xem-lai")
def resume(vault: OpenVault, visit: CitizenVisit, consent_id: UUID) -> Response:
    answering.change(vault, visit.reader, consent_id, State.ACTIVE, now=visit.now)
    return go(f"/da-cho-phep/{consent_id}")


def _items(catalogue: Catalogue, items: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[str]]]:
    """Kind of paper, and what of it was granted, in everyday words."""
    told = []
    for item in items:
        names = [words.attribute(catalogue, name) for name in item["attributes"]]
        told.append(
            (words.paper(catalogue, item["record_type"]), names + ([_("Bản chụp")] if item["document"] else []))
        )
    return told


def _page(vault: Vault, visit: Visit, line: ConsentLine, template: str) -> Response:
    state = words.consent_state(line.consent, visit.now)
    with vault.database.reading() as session:
        deletion = disposals.of_consent(session, line.consent.id, now=visit.now)
        rule = setting.rule_behind(session, line.consent)
    return visit.page(
        template,
        line=line,
        deletion=deletion,
        rule=rule,
        days_to_delete=law.WITHDRAWAL.days,
        state=state,
        state_word=words.CONSENTS[state],
        State=State,
        agreed=agreed(vault, line, visit.now),
        procedure=words.procedure(vault.catalogue, line.consent.procedure),
    )
