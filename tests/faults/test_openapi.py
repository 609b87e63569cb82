"""Calls drawn from the wallet's own OpenAPI document, right ones and wrong ones, by everybody who may call.

No call ends in a 500, and every answer has a status, a media type, a code and a body that the document foresees. Where
a path names something, most calls name what is there.

`WALLET_FUZZ_EXAMPLES` (default 4) is how many calls are drawn for each route and kind of call, on PostgreSQL, the same
ones in every run of the same code. When it is set, they are other ones each time, and SQLite is asked as well. 100 take
half an hour.
"""

import os
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from requests_oauth2client.dpop import InvalidUseDPoPNonceResponse
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import response_schema_conformance

from tests import documented
from tests.architecture.scenes import OWNED, Cast, cast_of, scene_of, signed_in_anew
from tests.world import CALL_SECONDS, Caller, World, open_world
from tests.zalo import connected
from wallet.records.uploads.protocol import PIECE_TYPE

HUNT = os.environ.get("WALLET_FUZZ_EXAMPLES", "")
EXAMPLES = int(HUNT or 4)
DATABASES = ["sqlite", "postgresql"] if HUNT else ["postgresql"]
ENDS_THE_SESSION = {"POST /v1/sign-out", "DELETE /v1/me/sessions/{session_id}", "POST /v1/sign-in"}
OF_LASTING_EFFECT = {
    "POST /v1/mandates",
    "POST /v1/mandates/offer",
    "POST /v1/mandates/kinship",
    "POST /v1/me/requests",
}
"""Made as another citizen: wrong codes, or a restriction asked for, would stand in the way of all later calls."""
CONVERTED = {"GET /log/{path}": "GET /log/{path:path}"}
"""As the document writes a path, and as the wallet's table does."""
NAMED = (*OWNED, "path", "entry_id", "record_type", "bulk_id")

OWNERS = {"/v1/me/": "citizen", "/v1/mandates": "citizen", "/v1/audit/": "auditor", "/v1/operator/": "operator"}
PUBLIC = ("/oauth/", "/log/", "/.well-known/", "/v1/development", "/v1/receipts", "/v1/record-types", "/v1/sign-in")
EVERYBODY = ["nobody", "citizen", "service", "auditor", "operator"]

schemathesis.serializer.alias(PIECE_TYPE, "application/octet-stream")
Operation = APIOperation[Any, Any, Any, Any]


@cache
def operations() -> dict[str, Operation]:
    schema = schemathesis.openapi.from_dict(documented.document())
    found = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]
    assert len(found) == sum(len(methods) for methods in documented.document()["paths"].values())
    return {operation.label: operation for operation in found}


def kinds() -> list[tuple[str, GenerationMode]]:
    """Every operation rightly; wrongly where there is a body or a query to be wrong."""
    able = [label for label, one in operations().items() if len(one.body) or len(one.query)]
    return [
        *((label, GenerationMode.POSITIVE) for label in operations()),
        *((label, GenerationMode.NEGATIVE) for label in able),
    ]


@pytest.fixture(scope="module")
def world(kept_database_url: str, tmp_path_factory: pytest.TempPathFactory, zalo: str) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("fuzz"), kept_database_url, **connected(zalo)) as opened:
        yield opened


@pytest.fixture(scope="module")
def cast(world: World) -> Cast:
    """Each call on a connection of its own: on a busy machine one kept open is closed just when it is used again."""
    invited = cast_of(world)
    for caller in invited.callers().values():
        caller.http.headers["Connection"] = "close"
    return invited


@pytest.mark.parametrize("kept_database_url", DATABASES, indirect=True)
@pytest.mark.parametrize(("label", "mode"), kinds(), ids=lambda part: str(getattr(part, "value", part)))
def test_whatever_is_sent_the_answer_is_one_that_the_document_foresees(
    cast: Cast, label: str, mode: GenerationMode
) -> None:
    callers = (signed_in_anew(cast) if label in ENDS_THE_SESSION else cast).callers()
    if label in OF_LASTING_EFFECT:
        callers["citizen"] = cast.other_citizen
    there = _there(cast, label)

    @settings(
        max_examples=EXAMPLES,
        derandomize=not HUNT,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operations()[label].as_strategy(generation_mode=mode),
        who=st.sampled_from(_interesting(label)),
        ids=st.sampled_from([there, there, there, None, dict.fromkeys(there, "x%00'\u0111")]),
    )
    def call(case: "Case[Any]", who: str, ids: dict[str, str] | None) -> None:
        if ids:
            case.path_parameters = dict(ids)
        _send(cast, callers[who], case)

    call()


def _interesting(label: str) -> list[str]:
    """Whoever the route is for comes first and most often."""
    path = label.split(" ")[1]
    owner = next((one for start, one in OWNERS.items() if path.startswith(start)), "service")
    return [*["nobody" if path.startswith(PUBLIC) else owner] * 6, *EVERYBODY]


def _there(cast: Cast, label: str) -> dict[str, str]:
    """Ids for the path of something that exists and belongs to whom the route is for."""
    if not any(f"{{{name}}}" in label for name in NAMED):
        return {}
    return dict(scene_of(cast, CONVERTED.get(label, label)).ids)


def _send(cast: Cast, caller: Caller, case: "Case[Any]") -> None:
    sent = case.as_transport_kwargs(base_url=cast.world.url)
    try:
        answer = caller.http.request(**sent, timeout=CALL_SECONDS, allow_redirects=False)
    except InvalidUseDPoPNonceResponse as demanded:  # what this client makes of every 401
        answer = demanded.response
    assert isinstance(answer, requests.Response)
    assert answer.content is not None  # read, so that the connection is free
    documented.check(answer)
    is_json = "json" in answer.headers.get("Content-Type", "")
    case.validate_response(answer, checks=[not_a_server_error, *([response_schema_conformance] if is_json else [])])
