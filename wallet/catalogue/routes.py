"""The catalogue over HTTP, for operators."""

from fastapi import APIRouter

from wallet.catalogue import changing, service_routes
from wallet.catalogue.changing import Changer
from wallet.catalogue.errors import CatalogueRefusedError
from wallet.catalogue.schemas import CatalogueRead, MistakeRead, RefusalRead
from wallet.catalogue.shelf import CatalogueInForce, OpenShelf
from wallet.catalogue.standing import Standing, standing
from wallet.identity.actors import circumstances, staff_actor
from wallet.identity.dependencies import AccessLog, SignedInOperator
from wallet.web.dependencies import Call, Databases, Now, Reading
from wallet.web.refusals import refuses

router = APIRouter()
router.include_router(service_routes.router)


@router.get("/v1/operator/catalogue", tags=["operators"])
def read_catalogue(session: Reading, catalogue: CatalogueInForce, operator: SignedInOperator) -> CatalogueRead:  # noqa: ARG001  (who may look)
    """Which catalogue is in force, since when, and what was refused since."""
    return _read(standing(session, catalogue))


@router.post("/v1/operator/catalogue/reload", tags=["operators"])
@refuses(CatalogueRefusedError)
def reload_catalogue(
    database: Databases, shelf: OpenShelf, log: AccessLog, operator: SignedInOperator, call: Call, now: Now
) -> CatalogueRead:
    """Read the province's folder anew; in force here at once and in every other process within seconds."""
    changer = Changer(log, staff_actor(operator), circumstances(call))
    found = changing.reload(database, shelf, changer, now=now)
    with database.reading() as session:
        return _read(standing(session, found))


def _read(now: Standing) -> CatalogueRead:
    refused = now.refusal
    return CatalogueRead(
        version=now.catalogue.version,
        since=now.since,
        record_types=len(now.catalogue.record_types),
        procedures=len(now.catalogue.procedures),
        forms=len(now.catalogue.forms),
        refusal=RefusalRead(at=refused.at, mistakes=[MistakeRead(**each) for each in refused.mistakes])
        if refused
        else None,
    )
