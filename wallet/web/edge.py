"""Puts the edge around an app, in the one order that works: observed outermost, then limited, problems within."""

from fastapi import FastAPI

from wallet.settings import Settings
from wallet.web import problems
from wallet.web.limits import Limits
from wallet.web.observing import Observer


def install(app: FastAPI, settings: Settings) -> None:
    """Call once, before the app serves."""
    problems.install(app)
    app.add_middleware(Limits)
    app.add_middleware(Observer, secure=settings.public_url.startswith("https://"))
