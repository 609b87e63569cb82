"""Erasing oneself over HTTP, and how far erasures have come, for the operator."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from storage.keys import KeyService
from wallet.consents.errors import ConsentStateError
from wallet.erasure import erasing, foreseeing
from wallet.erasure.errors import ErasureNotConfirmedError
from wallet.erasure.keeping import Kept
from wallet.erasure.progress import Progress, progress_of_all
from wallet.erasure.schemas import ErasureForeseen, ErasureRead, ErasureReceipt, ErasureWish, KeptRead
from wallet.identity.confirming import Confirmed
from wallet.identity.cookies import clear_cookie
from wallet.identity.dependencies import SignedInCitizen, SignedInOperator
from wallet.identity.errors import CitizenErasedError
from wallet.records.routes import reader_of
from wallet.records.vault import OpenVault
from wallet.web.dependencies import AppSettings, Call, Now, Reading
from wallet.web.refusals import refuses

router = APIRouter()


async def _keys(request: Request) -> KeyService:
    keys: KeyService = request.app.state.keys
    return keys


MasterKeys = Annotated[KeyService, Depends(_keys)]


@router.get("/v1/me/erasure", tags=["citizens"])
def foresee_erasure(vault: OpenVault, citizen: SignedInCitizen, call: Call, now: Now) -> ErasureForeseen:
    """What would go and what the law keeps; nothing is erased."""
    seen = foreseeing.foresee(vault, reader_of(citizen, call), now=now)
    return ErasureForeseen(
        papers=len(seen.papers), consents=seen.consents, dossiers=len(seen.dossiers), kept=kept_in_words()
    )


@router.post("/v1/me/erasure", tags=["citizens"], dependencies=[Confirmed])
@refuses(CitizenErasedError, ConsentStateError, ErasureNotConfirmedError)
def erase_myself(
    vault: OpenVault,
    citizen: SignedInCitizen,
    wish: ErasureWish,
    settings: AppSettings,
    call: Call,
    now: Now,
    response: Response,
) -> ErasureReceipt:
    """Destroy every key of this wallet. It takes effect before this answers, and nobody can undo it."""
    done = erasing.erase(vault, reader_of(citizen, call), word=wish.word, now=now)
    clear_cookie(response, settings)
    return ErasureReceipt(
        id=done.id, erased_at=done.erased_at, records=done.records, entries=done.entries, kept=kept_in_words()
    )


@router.get("/v1/operator/erasures", tags=["operators"])
def list_erasures(session: Reading, keys: MasterKeys, operator: SignedInOperator) -> list[ErasureRead]:  # noqa: ARG001
    """How far each erasure has come, oldest first. Whose it was, nobody can tell."""
    return [_read(one) for one in progress_of_all(session, keys)]


def kept_in_words() -> list[KeptRead]:
    return [KeptRead(what=one, label_vi=one.label_vi, label_en=one.label_en, basis=one.basis) for one in Kept]


def _read(one: Progress) -> ErasureRead:
    return ErasureRead(
        id=one.erasure.id,
        erased_at=one.erasure.erased_at,
        keys_left=one.keys_left,
        objects_left=one.objects_left,
        entries_named=one.named,
        finished_at=one.erasure.finished_at,
        living_epochs=list(one.living_epochs),
        final=one.is_final,
    )
