"""No number in a request can be larger than a database column: a fuzzer once found one that ended in a bare 500."""

from collections.abc import Iterator
from typing import Any

from wallet.app import create_app
from wallet.database import GREATEST_NUMBER
from wallet.settings import Environment, Settings


def integers(schema: Any, place: str) -> Iterator[tuple[str, int | None]]:
    if isinstance(schema, list):
        for number, part in enumerate(schema):
            yield from integers(part, f"{place}/{number}")
    elif isinstance(schema, dict):
        if schema.get("type") == "integer":
            yield place, schema.get("maximum")
        for name, part in schema.items():
            yield from integers(part, f"{place}/{name}")


def test_every_integer_that_a_caller_may_send_has_a_greatest_value() -> None:
    document = create_app(Settings(environment=Environment.DEVELOPMENT)).openapi()
    asked = [
        (f"{method} {path}", part)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        for part in (operation.get("parameters", []), operation.get("requestBody", {}))
    ]
    bodies = {name: schema for name, schema in document["components"]["schemas"].items() if _is_sent(name, asked)}
    found = [one for place, part in [*asked, *bodies.items()] for one in integers(part, place)]
    assert found
    assert [place for place, most in found if most is None or most > GREATEST_NUMBER] == []


def _is_sent(name: str, asked: list[tuple[str, Any]]) -> bool:
    return any(f"#/components/schemas/{name}'" in repr(part) for _, part in asked)
