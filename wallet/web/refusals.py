"""The OpenAPI document says of every route how it refuses: status, media type, and the stable codes.

Whoever refuses says so itself: `@refuses(…)` on a handler, or on a dependency for all handlers that ask for it. What
the edge refuses by itself (a body that is no JSON, a parameter of another form, a part that does not answer) is added
here. The tests compare every answer that they get with the document.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts

from wallet.errors import BodyTooLargeError, InvalidRequestError, MalformedBodyError, NotReadyError, WalletError
from wallet.web.problems import MEDIA_TYPE

Function = TypeVar("Function", bound=Callable[..., Any])
_REFUSALS = "__refusals__"
_TEXT = {"type": "string"}


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What a refusal looks like on the wire. `schema`: its own; `member`: the one that holds the word of the cause."""

    name: str
    media_type: str
    member: str
    schema: Mapping[str, Any]

    def of(self, words: Iterable[str]) -> dict[str, Any]:
        """The schema of a refusal with one of these words."""
        narrowed = {"type": "object", "properties": {self.member: {"enum": sorted(set(words))}}}
        return {"allOf": [{"$ref": f"#/components/schemas/{self.name}"}, narrowed]}


PROBLEM = Shape(
    "Problem",
    MEDIA_TYPE,
    "code",
    {
        "type": "object",
        "description": "RFC 9457. `code` is never renamed; docs/errors.md says what to do about each.",
        "required": ["type", "title", "title_en", "status", "code", "instance"],
        "properties": {
            "type": _TEXT,
            "title": {**_TEXT, "description": "in Vietnamese, for people"},
            "title_en": _TEXT,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "code": _TEXT,
            "instance": {**_TEXT, "pattern": "^urn:uuid:"},
            "detail": {**_TEXT, "description": "in English, for a developer"},
            "fields": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["pointer", "reason"],
                    "properties": {"pointer": _TEXT, "reason": _TEXT},
                },
            },
        },
    },
)


def refuses(*errors: type[WalletError]) -> Callable[[Function], Function]:
    """Of a handler or a dependency: these it may answer with, beside what its own dependencies say of themselves."""

    def mark(function: Function) -> Function:
        setattr(function, _REFUSALS, errors)
        return function

    return mark


def shape_of(error: type[WalletError]) -> Shape:
    shape: Shape = getattr(error, "shape", PROBLEM)
    return shape


def word_of(error: type[WalletError]) -> str:
    """What stands in the member that the shape names: the code, or OAuth's own word."""
    word: str = getattr(error, shape_of(error).member, error.code)
    return word


def describe(app: FastAPI) -> dict[str, Any]:
    """The whole document, made once; `app.openapi` gives it once `install` has been called."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, routes=app.routes)
        refusing = _refusing(app)
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                _document(operation, refusing[method.upper(), path])
        shapes = {shape_of(error) for errors in refusing.values() for error in errors}
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas.update({shape.name: dict(shape.schema) for shape in sorted(shapes, key=lambda one: one.name)})
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        app.openapi_schema = document
    return app.openapi_schema


def install(app: FastAPI) -> None:
    """Every router has to be in by the time that somebody first asks for the document."""
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]  # FastAPI's documented way


def _refusing(app: FastAPI) -> dict[tuple[str, str], set[type[WalletError]]]:
    """Method and path, as the document writes it, to what the route's functions say of themselves."""
    found: dict[tuple[str, str], set[type[WalletError]]] = {}
    for route in iter_route_contexts(app.routes):
        dependant: Dependant | None = getattr(route, "dependant", None)
        if dependant is not None:
            errors = {error for function in _functions(dependant) for error in getattr(function, _REFUSALS, ())}
            found.update({(method, str(route.path_format)): errors for method in route.methods or ()})
    return found


def _functions(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    if dependant.call is not None:
        yield dependant.call
    for inner in dependant.dependencies:
        yield from _functions(inner)


def _document(operation: dict[str, Any], errors: set[type[WalletError]]) -> None:
    """Put the refusals into the operation, in place of the framework's own 422."""
    responses = operation["responses"]
    checked = responses.pop("422", None) is not None
    known = errors | {NotReadyError} | ({InvalidRequestError} if checked else set())
    if "requestBody" in operation:
        known |= {MalformedBodyError, BodyTooLargeError}
    by_status: dict[int, list[type[WalletError]]] = defaultdict(list)
    for error in sorted(known, key=lambda one: (one.status, one.code)):
        by_status[error.status].append(error)
    for status, refusals in by_status.items():
        said = "\n".join(f"- `{word_of(error)}` {error.title_en}" for error in refusals)
        response = responses.setdefault(str(status), {})
        response["description"] = f"{response['description']}\n\n{said}" if "description" in response else said
        response.setdefault("content", {}).update(_content(refusals))
    operation["responses"] = {status: responses[status] for status in sorted(responses)}


def _content(refusals: list[type[WalletError]]) -> dict[str, Any]:
    shapes = {shape_of(error): [one for one in refusals if shape_of(one) is shape_of(error)] for error in refusals}
    return {shape.media_type: {"schema": shape.of(map(word_of, own))} for shape, own in shapes.items()}
