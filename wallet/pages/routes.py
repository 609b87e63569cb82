"""All screens under one router, and what the app needs so that they work."""

from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import HTMLResponse

from wallet.pages import (
    acting,
    adding,
    assets,
    authorizing,
    claiming,
    confirming,
    copying,
    corrections,
    deciding,
    devices,
    dossier,
    drafting,
    entering,
    entrusting,
    erasing,
    handing,
    home,
    kin,
    looks,
    messages,
    operator,
    paper,
    papers,
    permissions,
    preferences,
    questions,
    renaming,
    rights,
    rules,
    signing_in,
    speaking,
    taking,
    work,
    zalo,
)
from wallet.pages.desk import opening, overview, sampling, search, taking_along
from wallet.pages.faults import render_error
from wallet.pages.manner import meet
from wallet.pages.running import registering, services, standing

CITIZENS_SCREENS = (
    home,
    papers,
    paper,
    handing,
    corrections,
    adding,
    drafting,
    copying,
    renaming,
    questions,
    speaking,
    authorizing,
    permissions,
    rights,
    rules,
    looks,
    dossier,
    kin,
    claiming,
    acting,
    entrusting,
)
AUDITORS_SCREENS = (search, opening, sampling, overview, taking_along)
SCREENS = (
    signing_in,
    entering,
    confirming,
    devices,
    preferences,
    messages,
    zalo,
    *CITIZENS_SCREENS,
    erasing,
    taking,
    *AUDITORS_SCREENS,
    operator,
    work,
    deciding,
    services,
    registering,
    standing,
)

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse, dependencies=[Depends(meet)])
for screen in SCREENS:
    router.include_router(screen.router)


def install(app: FastAPI) -> None:
    """Serve the static files and let errors be pages where a person asks. Call once, before the app serves."""
    app.mount(assets.PREFIX, assets.KeptFiles(directory=assets.FOLDER), name="static")
    app.state.render_error = render_error
