"""A dossier service's portal made by hand, against a whole running wallet: each step can be sent wrongly by a test."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import requests

from tests.oauth.machine import ASSERTION_TYPE, Machine
from tests.world import BIRTH, PROCEDURE, Caller, Person, World, agree, answered, fresh_number
from wallet.identity import services
from wallet.identity.machine.jwk import base64url

CALLBACK = "https://portal.example/callback"
VERIFIER = "v" * 43
NAME_AND_BIRTH = {"attributes": ["person.full_name", "person.dob"], "record_type": BIRTH, "document": True}


def details(**changes: Any) -> dict[str, Any]:
    """Name, birth date and the birth certificate's copy, twice, for a dossier that is opened on the way."""
    wanted = {
        "type": "dossier",
        "procedure": PROCEDURE,
        "reference": f"MAU-{fresh_number()}",
        "items": [NAME_AND_BIRTH],
        "max_uses": 2,
    }
    return {name: value for name, value in (wanted | changes).items() if value is not None}


@dataclass
class Portal:
    """`form` parameters that are given as None are left out."""

    url: str
    machine: Machine
    http: Caller = field(init=False)

    def __post_init__(self) -> None:
        self.http = Caller(self.url)

    def post(self, path: str, form: Mapping[str, Any], *, proof: str | None = None) -> requests.Response:
        whole = {
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self.machine.assertion(),
            **form,
        }
        sent = {name: value for name, value in whole.items() if value is not None}
        return self.http.post(path, data=sent, headers={} if proof is None else {"DPoP": proof})

    def push(self, wanted: dict[str, Any] | None = None, *, proof: str | None = None, **changes: Any) -> Any:
        challenge = base64url(hashlib.sha256(VERIFIER.encode()).digest())
        form = {
            "response_type": "code",
            "redirect_uri": CALLBACK,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "state": "s-1",
            "authorization_details": json.dumps([details() if wanted is None else wanted]),
        }
        return self.post("/oauth/par", form | changes, proof=proof)

    def pushed(self, wanted: dict[str, Any] | None = None, **changes: Any) -> str:
        """The request URI."""
        return str(answered(self.push(wanted, **changes), 201).json()["request_uri"])

    def redeem(self, code: str, *, proof: str | None = None, **changes: Any) -> requests.Response:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
        }
        return self.post("/oauth/token", form | changes, proof=self.machine.proof() if proof is None else proof)

    def refresh(self, token: str, *, proof: str | None = None) -> requests.Response:
        form = {"grant_type": "refresh_token", "refresh_token": token}
        return self.post("/oauth/token", form, proof=self.machine.proof() if proof is None else proof)

    def call(self, method: str, path: str, token: str, **more: Any) -> requests.Response:
        proof = self.machine.proof(method, self.url + path, token=token)
        headers = {"Authorization": f"DPoP {token}", "DPoP": proof}
        return self.http.call(method, path, headers=headers, **more)

    def release(self, tokens: Mapping[str, Any]) -> requests.Response:
        granted = tokens["authorization_details"][0]
        path = f"/v1/dossiers/{granted['dossier']}/releases"
        return self.call("POST", path, tokens["access_token"], json={"consent": granted["consent"]})

    def is_active(self, token: str) -> bool:
        return bool(answered(self.post("/oauth/introspect", {"token": token}), 200).json()["active"])


def open_portal(world: World, client_id: str = "cong-mau") -> Portal:
    """Registered for every procedure of the tests."""
    machine = Machine(world.wallet.clock, client_id=client_id, issuer=world.url)
    registration = services.RegisterService(
        client_id=client_id,
        name="Cổng dịch vụ công",
        organisation="UBND xã Mẫu",
        jwks={"keys": [{**machine.key.public_jwk, "kid": "1"}]},
        procedures=(PROCEDURE,),
        redirect_uris=(CALLBACK, "https://portal.example/other?tenant=1"),
    )
    with world.wallet.database.transaction() as session:
        services.register(session, registration, now=world.wallet.clock())
    portal = Portal(world.url, machine)
    world.callers.append(portal.http)
    return portal


def arrive(citizen: Caller, portal: Portal, request_uri: str) -> requests.Response:
    """What the portal's link does in the citizen's browser."""
    where = {"client_id": portal.machine.client_id, "request_uri": request_uri}
    return citizen.get("/oauth/authorize", params=where)


def taken(citizen: Caller, portal: Portal, request_uri: str) -> str:
    """The consent that the citizen is asked for."""
    page = answered(arrive(citizen, portal, request_uri), 303).headers["Location"]
    return page.rpartition("/")[2]


def sent_back(citizen: Caller, consent: str) -> tuple[str, dict[str, str]]:
    """Where the way back leads: the address, and its query."""
    location = answered(citizen.get(f"/cau-hoi/{consent}/tro-lai"), 303).headers["Location"]
    address, _, query = location.partition("?")
    return address, {name: values[0] for name, values in parse_qs(query).items()}


def agreed_code(citizen: Person, portal: Portal, request_uri: str) -> str:
    consent = taken(citizen, portal, request_uri)
    agree(citizen, consent)
    return sent_back(citizen, consent)[1]["code"]


def tokens_of(citizen: Person, portal: Portal, wanted: dict[str, Any] | None = None) -> dict[str, Any]:
    """The whole way: push, arrive, agree, redeem."""
    code = agreed_code(citizen, portal, portal.pushed(wanted))
    tokens: dict[str, Any] = answered(portal.redeem(code), 200).json()
    return tokens
