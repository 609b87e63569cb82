"""A signed statement as an answer: the JWS as it is, so that whoever keeps it can verify it."""

from starlette.responses import Response


class SignedResponse(Response):
    media_type = "application/jwt"
