"""Errors of the framework and of the store, said in the wallet's own words. None of them repeats what was sent."""

import re
from collections.abc import Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from psycopg.errors import UntranslatableCharacter
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException

from storage.errors import (
    InvalidKeyError,
    KeyDestroyedError,
    LengthMismatchError,
    ObjectNotFoundError,
    StorageError,
    TamperedError,
    UnknownSuiteError,
    WrongKeyError,
)
from wallet.errors import (
    BodyTooLargeError,
    InvalidRequestError,
    MalformedBodyError,
    MethodNotAllowedError,
    NotFoundError,
    NotReadyError,
    SignInRequiredError,
    TruncatedBodyError,
    UnsupportedMediaTypeError,
    WalletError,
    WrongRoleError,
)
from wallet.web.errors import SealedDataDamagedError, SealedDataGoneError

HTTP_STATUSES: dict[int, type[WalletError]] = {
    400: MalformedBodyError,
    401: SignInRequiredError,
    403: WrongRoleError,
    404: NotFoundError,
    405: MethodNotAllowedError,
    413: BodyTooLargeError,
    415: UnsupportedMediaTypeError,
    503: NotReadyError,
}
REASONS = {
    "missing": "is required",
    "extra_forbidden": "has a member that is not known here",
    "string_type": "must be a string",
    "string_pattern_mismatch": "does not have the documented form",
    "string_too_long": "is too long",
    "string_too_short": "is too short",
    "too_long": "has too many items",
    "too_short": "has too few items",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "model_attributes_type": "must be an object",
    "enum": "is not one of the documented words",
    "literal_error": "is not one of the documented words",
    "uuid_type": "must be a UUID",
    "uuid_parsing": "must be a UUID",
    "value_error": "is not acceptable",
    "assertion_error": "is not acceptable",
}
OUR_KIND_OF_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9_.\-]{0,59}")
FIRST_CLIENT_ERROR, FIRST_SERVER_ERROR = 400, 500


def from_http(error: HTTPException) -> WalletError:
    """What Starlette raises by itself: no route, wrong method, unreadable or oversized body."""
    fallback = InvalidRequestError if FIRST_CLIENT_ERROR <= error.status_code < FIRST_SERVER_ERROR else WalletError
    ours = HTTP_STATUSES.get(error.status_code, fallback)()
    if error.headers and "Allow" in error.headers:
        ours.headers = {**ours.headers, "Allow": error.headers["Allow"]}  # type: ignore[misc]  # this instance only
    return ours


def from_validation(error: RequestValidationError) -> WalletError:
    """400 for a body that is not JSON at all, otherwise 422 with one line for each bad member."""
    causes: Sequence[Any] = error.errors()
    if any(cause["type"] == "json_invalid" for cause in causes):
        return MalformedBodyError("the body is not JSON")
    return InvalidRequestError(fields=tuple((_pointer(cause), _reason(cause["type"])) for cause in causes))


def from_refused_text(error: DataError) -> WalletError:
    """PostgreSQL keeps no U+0000, wherever in a request it came; raises `error` where it refused anything else."""
    if isinstance(error.orig, UntranslatableCharacter) or "NUL" in str(error.orig):
        return InvalidRequestError("a text has the character U+0000")
    raise error


def from_storage(error: StorageError) -> WalletError:
    """An altered or lost object is damage, a destroyed key is a deletion, everything else is worth another try."""
    match error:
        case LengthMismatchError():
            return TruncatedBodyError()
        case InvalidKeyError():
            return WalletError()
        case TamperedError() | ObjectNotFoundError() | UnknownSuiteError() | WrongKeyError():
            return SealedDataDamagedError()
        case KeyDestroyedError():
            return SealedDataGoneError()
        case _:
            return NotReadyError("the object store or the key service did not answer")


def _pointer(cause: Any) -> str:
    place, *parts = cause["loc"]
    if cause["type"] == "extra_forbidden":
        parts = parts[:-1]  # the last part is a name that the caller made up: it could be anybody's data
    names = [_shown(part) for part in parts]
    if place == "body":
        return "".join(f"/{name}" for name in names)
    return f"{_shown(place)}:{'/'.join(names)}"


def _shown(part: object) -> str:
    if isinstance(part, int):
        return str(part)
    return str(part) if OUR_KIND_OF_NAME.fullmatch(str(part)) else "*"


def _reason(kind: str) -> str:
    return REASONS.get(kind, f"is not valid ({kind.replace('_', ' ')})")
