"""A deposit as it comes over HTTP: JSON alone, or a form with the JSON in `record` and the paper in `document`.

The form is multipart/form-data (RFC 7578) and is read as it streams; `record` has to come before `document`.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from wallet.errors import InvalidRequestError
from wallet.records.sealing import IncomingDocument
from wallet.web.multipart import read_form
from wallet.web.streaming import RequestBody
from wallet.web.translations import from_validation

RECORD_LIMIT_BYTES = 256 * 1024
Shape = TypeVar("Shape", bound=BaseModel)


def documented(shape: type[BaseModel]) -> dict[str, Any]:
    """How the OpenAPI document describes such a deposit; the shape names no other model."""
    record = shape.model_json_schema()
    text = {"type": "string", "contentMediaType": "application/json", "contentSchema": record}
    document = {"type": "string", "format": "binary"}
    parts = {"record": text | {"description": "the JSON, before the document"}, "document": document}
    form = {"type": "object", "required": ["record"], "properties": parts}
    content = {"application/json": {"schema": record}, "multipart/form-data": {"schema": form}}
    return {"requestBody": {"required": True, "content": content}}


@dataclass(frozen=True, slots=True)
class Incoming:
    """`text`: the JSON of the record, not yet validated."""

    text: str | bytes
    document: IncomingDocument | None

    def as_(self, shape: type[Shape]) -> Shape:
        """Raises InvalidRequestError that names each bad member, MalformedBodyError when it is no JSON."""
        try:
            return shape.model_validate_json(self.text)
        except ValidationError as error:
            mistakes = error.errors(include_url=False, include_input=False, include_context=False)
            in_the_body = [{**mistake, "loc": ("body", *mistake["loc"])} for mistake in mistakes]
            raise from_validation(RequestValidationError(in_the_body)) from None


def read(body: RequestBody, content_type: str) -> Incoming:
    """The record's JSON, and the document as a stream that nobody has read yet."""
    if not content_type.lower().startswith("multipart/form-data"):
        text = body.read(RECORD_LIMIT_BYTES + 1)
        if len(text) > RECORD_LIMIT_BYTES:
            raise InvalidRequestError("the record's JSON is longer than 256 KiB")
        return Incoming(text, None)
    form = read_form(body, content_type, file_field="document", field_limit=RECORD_LIMIT_BYTES)
    if "record" not in form.fields:
        raise InvalidRequestError("the form has no field `record` before `document`", fields=(("/record", "missing"),))
    document = IncomingDocument(form.file, form.file.content_type) if form.file else None
    return Incoming(form.fields["record"], document)
