"""The registry of services: who may call, for what, with which keys; and the switch for one of them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Response
from sqlmodel import Session

from wallet.catalogue.shelf import CatalogueInForce
from wallet.database import Database
from wallet.identity.dependencies import AccessLog
from wallet.identity.services import CLIENT_ID_LETTERS, keys_of
from wallet.operating import registry
from wallet.operating.errors import SwitchReasonMissingError
from wallet.pages import words
from wallet.pages.language import title
from wallet.pages.running.visits import OperatorVisit, Running
from wallet.pages.visits import go
from wallet.web.dependencies import Databases, Reading

LIST = "/van-hanh/he-thong"
LETTERS = 4_000

router = APIRouter()


@router.get(LIST)
def show_services(
    session: Reading,
    visit: Running,
    catalogue: CatalogueInForce,
    client_id: Annotated[str, Query(alias="ma", max_length=CLIENT_ID_LETTERS)] = "",
) -> Response:
    """All of them; with `ma` one of them, whole, with its switch."""
    if not client_id:
        return visit.page("services.html", services=registry.registered(session))
    return _one(session, visit, catalogue, client_id)


@router.post(LIST)
def switch(
    database: Databases,
    log: AccessLog,
    visit: Running,
    catalogue: CatalogueInForce,
    client_id: Annotated[str, Form(alias="ma", max_length=CLIENT_ID_LETTERS)],
    wish: Annotated[Literal["dung-tiep", "ngung"], Form(alias="muon")],
    reason: Annotated[str, Form(alias="ly-do", max_length=LETTERS)] = "",
) -> Response:
    """It holds from the service's next call, and stands in the log with the reason."""
    try:
        _switch(database, log, visit, client_id, active=wish == "dung-tiep", reason=reason)
    except SwitchReasonMissingError as error:
        with database.reading() as session:
            return _one(session, visit, catalogue, client_id, said=reason, mistake=title(error), status=error.status)
    return go(LIST)


def _switch(
    database: Database, log: AccessLog, visit: OperatorVisit, client_id: str, *, active: bool, reason: str
) -> None:
    with database.transaction() as session:
        registry.switch(
            session,
            log,
            client_id,
            active=active,
            reason=reason,
            operator=visit.actor,
            how=visit.how,
            now=visit.now,
        )


def _one(
    session: Session,
    visit: OperatorVisit,
    catalogue: CatalogueInForce,
    client_id: str,
    *,
    said: str = "",
    mistake: str = "",
    status: int = 200,
) -> Response:
    service = registry.known(session, client_id)
    return visit.page(
        "service.html",
        status=status,
        service=service,
        keys=keys_of(service),
        procedures=[(code, words.procedure(catalogue, code)) for code in service.procedures],
        papers=words.in_order(words.paper(catalogue, name) for name in service.deposits),
        said=said,
        mistake=mistake,
    )
