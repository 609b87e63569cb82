"""The wallet's own application with one route more that does nothing: what any JSON answer costs on this server."""

from fastapi import FastAPI

from wallet.app import from_environment


def application() -> FastAPI:
    app = from_environment()

    @app.get("/bare")
    async def bare() -> dict[str, str]:
        return {"answer": "nothing was looked up"}

    return app
