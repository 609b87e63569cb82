"""A citizen takes along the proof that their log is whole: as a ZIP, as JSON for their browser, one entry alone."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from wallet.audit import bundling
from wallet.database import GREATEST_NUMBER
from wallet.errors import NotFoundError
from wallet.identity.dependencies import SignedInCitizen
from wallet.records.routes import reader_of
from wallet.records.vault import OpenVault
from wallet.web.dependencies import Call, Now
from wallet.web.refusals import refuses

ZIP_NAME = "vi-so-truy-cap.zip"

BUNDLE: dict[int | str, Any] = {200: {"content": {"application/zip": {}, "application/json": {}}}}
PROOF: dict[int | str, Any] = {200: {"content": {"text/plain": {}}}}

router = APIRouter()


@router.get("/v1/me/access-log/bundle", tags=["citizens"], response_class=StreamingResponse, responses=BUNDLE)
def read_bundle(
    request: Request,
    vault: OpenVault,
    citizen: SignedInCitizen,
    call: Call,
    now: Now,
    form: Annotated[Literal["zip", "json"], Query()] = "zip",
) -> StreamingResponse:
    """Every entry under the newest checkpoint, opened, with its proof, and one's line of the newest directory.

    It is written while it is read, and breaks off where something fails.
    """
    bundle = bundling.begin_bundle(vault, request.app.state.objects, reader_of(citizen, call), now=now)
    if form == "json":
        return StreamingResponse(bundle.text(), media_type="application/json")
    headers = {"Content-Disposition": f'attachment; filename="{ZIP_NAME}"'}
    return StreamingResponse(bundling.as_zip(bundle, now=now), media_type="application/zip", headers=headers)


@router.get("/v1/me/access-log/proof", tags=["citizens"], response_class=Response, responses=PROOF)
@refuses(NotFoundError)
def read_proof(
    request: Request,
    vault: OpenVault,
    citizen: SignedInCitizen,
    call: Call,
    now: Now,
    n: Annotated[int, Query(ge=1, le=GREATEST_NUMBER)] = 1,
) -> Response:
    """c2sp.org/tlog-proof@v1 of one's own n-th entry."""
    text = bundling.proof_of(vault, request.app.state.objects, reader_of(citizen, call), n, now=now)
    headers = {"Content-Disposition": f'attachment; filename="{n}.tlog-proof"'}
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)
