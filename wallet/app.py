"""The HTTP front: puts the rooms' routes and the wallet's capabilities together."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI

from wallet import wiring
from wallet.audit import routes as audit
from wallet.catalogue import routes as catalogue
from wallet.consents import routes as consents
from wallet.corrections import routes as corrections
from wallet.disposals import routes as disposals
from wallet.dossiers import record_routes as issued
from wallet.dossiers import routes as dossiers
from wallet.drafts import routes as drafts
from wallet.erasure import routes as erasure
from wallet.exporting import routes as exporting
from wallet.identity import development
from wallet.identity import routes as identity
from wallet.identity.machine.rates import Rates
from wallet.identity.strangers import note_stranger
from wallet.identity.zalo import routes as zalo
from wallet.ledger import routes as ledger
from wallet.mandates import routes as mandates
from wallet.mandates.claims import routes as claims
from wallet.notices import routes as notices
from wallet.oauth import routes as oauth
from wallet.oauth.client_keys import ClientKeys
from wallet.operating import routes as operating
from wallet.pages import routes as pages
from wallet.records import renaming_routes as renaming
from wallet.records import routes as records
from wallet.records import scanning_routes as scanning
from wallet.records.uploads import routes as uploads
from wallet.rights import routes as rights
from wallet.settings import Settings, read_settings
from wallet.web import edge, refusals
from wallet.web.observing import write_json_lines
from wallet.wiring import Wallet

ROOMS = (
    oauth,
    records,
    scanning,
    renaming,
    uploads,
    drafts,
    consents,
    dossiers,
    issued,
    corrections,
    rights,
    disposals,
    erasure,
    exporting,
    mandates,
    claims,
    notices,
    audit,
    operating,
    catalogue,
    identity,
    zalo,
    ledger,
    pages,
)


def create_app(settings: Settings, build: Callable[[Settings], Wallet] = wiring.build) -> FastAPI:
    """The application; nothing is opened before it starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        wallet = build(settings)
        equip(app, wallet)
        wallet.start()
        try:
            yield
        finally:
            wallet.close()

    app = FastAPI(title="Ví Giấy Tờ", version="0.1.0", lifespan=lifespan, docs_url=None, redoc_url=None)
    zalo.install(app, settings)
    edge.install(app, settings)  # after all that answers by itself, so that this too is observed and has our headers
    # The rooms' routes as they are: `include_router` would build every one a second time, at the first request.
    for room in (*ROOMS, *([development] if settings.development_sign_in else ())):
        app.router.routes.extend(room.router.routes)
    pages.install(app)
    refusals.install(app)
    return app


def equip(app: FastAPI, wallet: Wallet) -> None:
    """Everything that handlers find on `app.state`."""
    app.state.settings = wallet.settings
    app.state.clock = wallet.clock
    app.state.database = wallet.database
    app.state.objects = wallet.objects
    app.state.keys = wallet.keys
    app.state.secrets = wallet.secrets
    app.state.citizen_keys = wallet.vault.citizen_keys
    app.state.shelf = wallet.shelf
    app.state.vault = wallet.vault
    app.state.gate = wallet.gate
    app.state.log = wallet.log
    app.state.keeper = wallet.keeper
    app.state.witnesses = wallet.witnesses
    app.state.providers = wallet.providers
    app.state.client_keys = ClientKeys(
        wallet.database, wallet.settings.is_production, wallet.settings.resolved_webhook_networks
    )
    app.state.zalo = wallet.zalo
    app.state.rates = Rates(wallet.settings.service_calls_per_minute)
    app.state.arrivals = Rates(wallet.settings.zalo_arrivals_per_minute)
    app.state.note_stranger = note_stranger


def from_environment() -> FastAPI:
    """What a server process calls (`uvicorn --factory wallet.app:from_environment`)."""
    write_json_lines()
    return create_app(read_settings())
