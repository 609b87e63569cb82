"""The operator's page: which catalogue is in force, what was refused, and the button that reads the folder anew."""

from fastapi import APIRouter, Response
from sqlmodel import Session

from policies.catalogue import Catalogue
from wallet.catalogue import changing
from wallet.catalogue.changing import Changer
from wallet.catalogue.errors import CatalogueRefusedError
from wallet.catalogue.shelf import CatalogueInForce, OpenShelf
from wallet.catalogue.standing import standing
from wallet.identity.actors import circumstances, staff_actor
from wallet.identity.dependencies import AccessLog, CurrentSession, SignedInOperator
from wallet.pages.rendering import render
from wallet.pages.visits import go
from wallet.settings import Settings
from wallet.web.dependencies import AppSettings, Call, Databases, Now, Reading

router = APIRouter()


@router.get("/van-hanh")
def show_operator(
    session: Reading,
    catalogue: CatalogueInForce,
    operator: SignedInOperator,  # noqa: ARG001  (who may look)
    row: CurrentSession,
    settings: AppSettings,
) -> Response:
    return _page(session, catalogue, settings, row.csrf)


@router.post("/van-hanh/doc-lai-danh-muc")
def reload_catalogue(
    database: Databases,
    shelf: OpenShelf,
    log: AccessLog,
    operator: SignedInOperator,
    row: CurrentSession,
    settings: AppSettings,
    call: Call,
    now: Now,
) -> Response:
    """A folder with mistakes gives the same page, with each mistake by file and line."""
    try:
        changing.reload(database, shelf, Changer(log, staff_actor(operator), circumstances(call)), now=now)
    except CatalogueRefusedError as refused:
        with database.reading() as session:
            return _page(session, shelf.catalogue, settings, row.csrf, status=refused.status)
    return go("/van-hanh")


def _page(session: Session, catalogue: Catalogue, settings: Settings, csrf: str, *, status: int = 200) -> Response:
    return render(
        "operator.html",
        settings,
        status=status,
        csrf=csrf,
        now=standing(session, catalogue),
        folder=settings.province_dir,
    )
