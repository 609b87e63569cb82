"""What is half typed over HTTP. It is shown again by the page of the form, and there only."""

from fastapi import APIRouter, Response

from wallet.drafts import keeping
from wallet.drafts.schemas import HalfTyped
from wallet.identity.dependencies import SignedInCitizen
from wallet.identity.errors import CitizenErasedError
from wallet.records.vault import OpenVault
from wallet.web.dependencies import Now
from wallet.web.refusals import refuses

router = APIRouter(tags=["citizens"])


@router.put("/v1/me/drafts", status_code=204)
@refuses(CitizenErasedError)
def keep_draft(vault: OpenVault, citizen: SignedInCitizen, typed: HalfTyped, now: Now) -> Response:
    """Keep what a form has so far, in place of what it had; seven days, twenty forms, sealed."""
    keeping.keep(vault, citizen.citizen.id, typed.form, typed.fields, now=now)
    return Response(status_code=204)
