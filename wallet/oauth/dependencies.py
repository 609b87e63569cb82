"""What the doors of the authorization server ask for by type."""

from typing import Annotated

from fastapi import Depends, Request

from wallet.identity.dependencies import Secrets, issuer, nonces_of
from wallet.identity.machine.errors import TooManyCallsError
from wallet.oauth.clients import Front
from wallet.web.dependencies import AppSettings, Databases
from wallet.web.refusals import refuses


async def _form(request: Request) -> bytes:
    return await request.body()


@refuses(TooManyCallsError)
async def _front(request: Request, database: Databases, settings: AppSettings, instance_secrets: Secrets) -> Front:
    nonces = nonces_of(settings, instance_secrets)
    state, signing = request.app.state, instance_secrets.signing
    return Front(database, issuer(settings.public_url), nonces, state.client_keys, state.rates, signing)


Form = Annotated[bytes, Depends(_form)]
OpenFront = Annotated[Front, Depends(_front)]
