"""For every route of the wallet: objects that belong to somebody, and a request that the owner would succeed with."""

import hashlib
import re
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import jwskate
import requests
from fastapi import FastAPI
from sqlalchemy import update
from starlette.routing import Mount

from tests.papers import JPEG, PDF, agreement_hash
from tests.uploading import TUS, piece_at, upload_of
from tests.world import (
    BINH,
    MAI,
    NAME,
    PROCEDURE,
    RESULT_TYPE,
    RESULT_VALUES,
    Caller,
    Person,
    ServiceClient,
    World,
    agree,
    answered,
    child_of,
    entrust,
    form,
    fresh_id,
    fresh_number,
    invite,
    record,
    wish,
)
from tests.zalo import fresh_user, revocation
from wallet.consents.models import Consent
from wallet.identity.models import Passkey
from wallet.mandates.claims.asking import WITHIN
from wallet.mandates.claims.models import MandateClaim
from wallet.pages.assets import asset

OWNED: tuple[str, ...] = (
    "record_id",
    "consent_id",
    "dossier_id",
    "release_id",
    "session_id",
    "passkey_id",
    "correction_id",
    "disposal_id",
    "policy_id",
    "mandate_id",
    "confirmation_id",
    "request_id",
    "upload_id",
    "claim_id",
)
"""Names in paths that mean an object of somebody's; other names are public or are themselves the key."""

IDS = re.compile(r"{(\w+)(?::\w+)?}")
ENDS_OR_CHANGES_THE_SESSION = {"POST /v1/sign-out", "POST /dang-xuat", "POST /v1/sign-in", "POST /dang-nhap/{ticket}"}
ENDS_OR_CHANGES_THE_SESSION |= {"POST /lam-thay/thoi", "POST /lam-thay/{mandate_id}/bat-dau"}
WAITING = {"GET /v1/me/consents/{consent_id}", "POST /v1/me/consents/{consent_id}/answer", "GET /cau-hoi/{consent_id}"}
WAITING |= {"POST /cau-hoi/{consent_id}", "POST /v1/me/consents/{consent_id}/defer"}
PAUSED = {"POST /v1/me/consents/{consent_id}/resume", "POST /da-cho-phep/{consent_id}/cho-xem-lai"}
SAID = {"POST /v1/mandates/offer", "POST /v1/mandates", "POST /lam-thay/ma", "POST /lam-thay/nhan"}
"""Where somebody types a code that the citizen has said to them."""


NEVER: dict[str, Any] = {"kind": "never", "names": ["person.sex"]}
"""A rule of the citizen's, about what no scene asks for."""
RULES = {"POST /v1/me/policies", "POST /quy-tac"}
"""Where the citizen signs it."""
AT_THE_DOOR_OF_ZALO = {"GET /zalo/noi/{ticket}", "POST /zalo/noi/{ticket}", "POST /zalo/bo"}
KIN = {"POST /v1/mandates/kinship", "POST /lam-thay/con"}
"""Where the citizen shows the paper of a child of theirs."""
CLAIMS = {"POST /v1/mandates/claims", "POST /lam-thay/xin"}
"""Where the citizen asks staff to believe a paper that states no numbers."""
OWN_PAPERS = {"GET /giay-to/{record_id}/chep", "POST /giay-to/{record_id}/chep"}
OWN_PAPERS |= {"POST /giay-to/{record_id}/dia-chi", "POST /v1/me/records/{record_id}/addresses"}
OWN_PAPERS |= {"GET /v1/me/records/{record_id}/suggestions", "PUT /v1/me/records/{record_id}/values"}
"""About papers that the citizen brought."""
OLD_ADDRESS = {"text": "Phường Trúc Bạch, Quận Ba Đình, Thành phố Hà Nội", "scheme": "pre2025"}
"""Its only successor is Phường Ba Đình."""


@dataclass(frozen=True)
class Cast:
    """One of each kind of caller. What the citizen and the service own, the others do not."""

    world: World
    nobody: Caller
    citizen: Person
    other_citizen: Person
    service: ServiceClient
    other_service: ServiceClient
    auditor: Person
    operator: Person

    def callers(self) -> dict[str, Caller]:
        return {
            "nobody": self.nobody,
            "citizen": self.citizen,
            "other citizen": self.other_citizen,
            "service": self.service,
            "other service": self.other_service,
            "auditor": self.auditor,
            "operator": self.operator,
        }

    def owner(self, route: str) -> str:
        """Who owns what the path names."""
        is_services = route.split(" ")[1].startswith(
            ("/v1/records/", "/v1/dossiers/", "/v1/releases/", "/v1/corrections/", "/v1/disposals/")
        )
        if "/v1/operator/requests/" in route or "/v1/operator/claims/" in route or " /viec-phai-lam/" in route:
            return "operator"
        return "service" if is_services else "citizen"


def cast_of(world: World) -> Cast:
    return Cast(
        world,
        world.nobody(),
        world.citizen(MAI),
        world.citizen(BINH),
        world.service(),
        world.service("noi-khac-mau", "UBND xã Khác"),
        world.staff("auditor"),
        world.staff("operator"),
    )


def routes_of(app: FastAPI) -> list[str]:
    """ "GET /v1/me/records" and so on, of every route that the app has, pages included."""
    return sorted({f"{method} {path}" for methods, path in _routes(app) for method in methods - {"HEAD"}})


def _routes(app: FastAPI) -> Iterator[tuple[set[str], str]]:
    for route in app.routes:
        if isinstance(route, Mount):
            yield {"GET"}, re.sub(r"/[0-9a-f]{12}$", "", route.path) + "/{file}"
            continue
        included: Any = getattr(route, "effective_route_contexts", None)  # FastAPI keeps a router that was included
        plain: Any = [route]
        for one in included() if included else plain:
            yield set(one.methods), one.path


@dataclass(frozen=True)
class Scene:
    """Objects for one route. `ids`: for its path; the others stand in the body."""

    cast: Cast
    route: str
    ids: Mapping[str, str]
    consent: str = ""
    notice_hash: str = ""
    proof: str = ""
    receipt: str = ""
    mistaken: str = ""
    code: str = ""

    def request(self, caller: Caller, ids: Mapping[str, str] | None = None) -> requests.Response:
        """Send what the owner would succeed with, as this caller."""
        method, path = self.route.split(" ")
        for name, value in (ids or self.ids).items():
            path = re.sub(rf"{{{name}(:\w+)?}}", value, path)
        headers = {} if path.startswith(("/v1/", "/oauth/", "/log/")) else {"Accept": "text/html"}
        sent = BODIES.get(self.route, _no_body)(self, caller)
        return caller.call(method, path, headers=headers | sent.pop("headers", {}), **sent)

    def absent(self) -> dict[str, str]:
        """Ids of the right form that nothing has."""
        return {name: str(uuid4()) if name in OWNED else value for name, value in self.ids.items()}


def _no_body(_scene: Scene, _caller: Caller) -> dict[str, Any]:
    return {}


def _paper(_scene: Scene, caller: Caller) -> dict[str, Any]:
    csrf = caller.csrf if isinstance(caller, Person) else ""
    typed = {"csrf": csrf, "loai": "giay_khai_sinh", "ngay-cap": "15/01/2026", "lan": secrets.token_hex(8)}
    typed["dong-y-giu-anh"] = agreement_hash("giay_khai_sinh")
    return {"data": typed, "files": {"document": ("giay.pdf", PDF, "application/pdf")}}


def _copied(_scene: Scene, caller: Caller) -> dict[str, Any]:
    csrf = caller.csrf if isinstance(caller, Person) else ""
    typed = {"csrf": csrf, "ngay-cap": "15/01/2026", "gia-tri.person.full_name": NAME}
    return {"files": [(name, (None, value)) for name, value in typed.items()]}


def _own_paper(cast: Cast) -> str:
    """The picture of a card that the citizen keeps."""
    values = {"residence.permanent": OLD_ADDRESS}
    described = record(None, type="can_cuoc", values=values, agreement=agreement_hash("can_cuoc"))
    sent = cast.citizen.post("/v1/me/records", files=form(described, JPEG, "image/jpeg"))
    return str(answered(sent, 201).json()["record"])


def _ticket(cast: Cast) -> str:
    wanted = {"kind": "citizen", "id_number": MAI, "reusable": True}
    return str(answered(cast.nobody.post("/v1/development/tickets", json=wanted), 201).json()["ticket"])


def _spare(cast: Cast) -> str:
    """A service that nobody misses when it is stopped, active."""
    return cast.world.service(f"du-mau-{fresh_number()}", rights=False).client_id


REASON = "Kiểm tra theo kế hoạch mẫu"
KEYS_AT = "https://portal.example/jwks"
SHOWN_PAPER = hashlib.sha256(PDF).hexdigest()
EVERY_CHECK = ["original", "identity", "names", "number", "no-restriction", "not-involved"]
FIRST_ENTRY: dict[str, Any] = {"index": 0, "group": "purpose", "reason": REASON}
FIRST_ENTRIES: dict[str, Any] = {"entries": [0], "group": "purpose", "reason": REASON}

BODIES: dict[str, Callable[[Scene, Caller], dict[str, Any]]] = {
    "GET /v1/audit/sample": lambda _scene, _caller: {"params": {"nonce": "mau", "count": 1}},
    "GET /kiem-tra/mau": lambda _scene, _caller: {"params": {"loi": "mau", "so-dong": 1}},
    "POST /kiem-tra/lay-ve": lambda _scene, _caller: {"data": {"dang": "csv", "ly-do": REASON}},
    "POST /kiem-tra/mo": lambda _scene, _caller: {"data": {"dong": 0, "phan": "purpose", "ly-do": REASON}},
    "POST /kiem-tra/mo-nhieu": lambda _scene, _caller: {"data": {"cac-dong": "0", "phan": "purpose", "ly-do": REASON}},
    "POST /v1/operator/services/switch": lambda _scene, _caller: {
        "json": {"client_id": _spare(_scene.cast), "active": False, "reason": REASON}
    },
    "POST /van-hanh/he-thong": lambda _scene, _caller: {
        "data": {"ma": _spare(_scene.cast), "muon": "ngung", "ly-do": REASON}
    },
    "POST /van-hanh/dang-ky": lambda _scene, _caller: {
        "data": {"ma": "cong-moi-mau", "ten": "Một cửa", "noi": "UBND xã Mẫu", "dia-chi-khoa": KEYS_AT}
    },
    "POST /v1/audit/exports": lambda _scene, _caller: {"json": {"format": "csv", "reason": REASON}},
    "POST /v1/audit/openings": lambda _scene, _caller: {"json": FIRST_ENTRY},
    "POST /v1/audit/bulk-openings": lambda _scene, _caller: {"json": FIRST_ENTRIES},
    "POST /v1/records": lambda _scene, _caller: {"json": record(MAI)},
    "POST /v1/records/{record_id}/versions": lambda _scene, _caller: {
        "json": {"values": {"person.full_name": NAME}, "as_of": "2026-03-01"}
    },
    "POST /v1/me/records": lambda _scene, _caller: {"json": record(None)},
    "PUT /v1/me/drafts": lambda _scene, _caller: {"json": {"form": "them-giay/gplx", "fields": [["ngay-cap", "1"]]}},
    "POST /viet-do/bo": lambda _scene, _caller: {"data": {"to": "them-giay/gplx", "ve": "/them-giay"}},
    "POST /v1/me/uploads": lambda _scene, _caller: {"headers": upload_of(PDF)},
    "POST /v1/me/uploads/search": lambda _scene, _caller: {"json": {"length": len(PDF), "sha256": "00" * 32}},
    "PATCH /v1/me/uploads/{upload_id}": lambda _scene, _caller: {"headers": piece_at(0), "data": PDF},
    "DELETE /v1/me/uploads/{upload_id}": lambda _scene, _caller: {"headers": TUS},
    "POST /v1/me/records/search": lambda _scene, _caller: {"json": {"words": "khai sinh"}},
    "POST /v1/me/consents/{consent_id}/answer": lambda scene, _caller: {
        "json": {"agree": True, "notice_hash": scene.notice_hash}
    },
    "POST /cau-hoi/{consent_id}": lambda scene, _caller: {
        "data": {"answer": "dong-y", "notice_hash": scene.notice_hash}
    },
    "POST /v1/dossiers": lambda _scene, _caller: {
        "json": {"id_number": MAI, "procedure": PROCEDURE, "reference": f"MAU-{fresh_number()}"}
    },
    "POST /v1/dossiers/{dossier_id}/consents": lambda _scene, _caller: {
        "json": {"attributes": {"person.full_name": "required"}}
    },
    "POST /v1/dossiers/{dossier_id}/releases": lambda scene, _caller: {"json": {"consent": scene.consent}},
    "POST /v1/dossiers/{dossier_id}/verify-submission": lambda scene, _caller: {
        "json": {"proof": scene.proof, "fields": [{"id": "1", "value": NAME, "salt": "00" * 32}]}
    },
    "POST /v1/records/{record_id}/revoke": lambda _scene, _caller: {"json": {"reason": "issued-in-error"}},
    "POST /giay-to/{record_id}/sua": lambda _scene, _caller: {
        "data": {"muc": "person.full_name", "gia-tri": f"{NAME} KHÁC"}
    },
    "POST /v1/me/corrections": lambda scene, _caller: {
        "json": {"record": scene.mistaken, "attribute": "person.full_name", "value": f"{NAME} KHÁC"}
    },
    "POST /v1/corrections/{correction_id}/answer": lambda _scene, _caller: {
        "json": {"accept": False, "reason": "record-is-right"}
    },
    "POST /v1/disposals/{disposal_id}/receipt": lambda scene, _caller: {"json": {"receipt": scene.receipt}},
    "POST /v1/dossiers/{dossier_id}/results": lambda _scene, _caller: {
        "json": {"type": RESULT_TYPE, "values": RESULT_VALUES, "as_of": "2026-03-01"}
    },
    "PUT /v1/operator/services/{client_id}": lambda _scene, _caller: {
        "json": {"name": "Một cửa", "organisation": "UBND xã Mẫu", "jwks_uri": KEYS_AT}
    },
    "POST /quyen-cua-toi": lambda _scene, _caller: {"data": {"viec": "access"}},
    "POST /viec-phai-lam/{request_id}": lambda _scene, _caller: {"data": {"buoc": "xong"}},
    "POST /v1/me/requests": lambda _scene, _caller: {"json": {"kind": "access"}},
    "POST /v1/operator/requests/{request_id}/extend": lambda _scene, _caller: {"json": {"reason": "much-data"}},
    "POST /v1/operator/requests/{request_id}/refuse": lambda _scene, _caller: {"json": {"ground": "not-held"}},
    "POST /v1/me/export": lambda _scene, _caller: {"json": {}},
    "POST /v1/sign-in": lambda scene, _caller: {"json": {"ticket": _ticket(scene.cast)}},
    "POST /tin-bao/zalo": lambda _scene, _caller: {"data": {"zalo": "khong"}},
    "POST /tin-bao/thu": lambda _scene, _caller: {"data": {"dia-chi": ""}},
    "POST /tin-bao/ma": lambda _scene, _caller: {"data": {"ma": "000000"}},
    "POST /v1/zalo/arrivals": lambda _scene, _caller: {"json": {"access_token": f"token-of-{fresh_user()}"}},
    "POST /v1/zalo/events": lambda _scene, _caller: revocation(fresh_user(), time.time()),
    "POST /zalo/noi/{ticket}": lambda scene, _caller: {"data": {"ma": scene.code}},
    "POST /v1/me/passkeys": lambda _scene, _caller: {"json": {"name": "Máy thử", "credential": {}}},
    "POST /v1/me/confirmation": lambda _scene, _caller: {"json": {"credential": {}}},
    "POST /v1/development/tickets": lambda _scene, _caller: {"json": {"kind": "citizen", "id_number": BINH}},
    "POST /them-giay": _paper,
    "POST /giay-to/{record_id}/chep": _copied,
    "PUT /v1/me/records/{record_id}/values": lambda _scene, _caller: {
        "json": {"values": {"person.full_name": NAME}, "as_of": "2026-01-15"}
    },
    "POST /giay-to/{record_id}/dia-chi": lambda _scene, _caller: {
        "data": {"muc": "residence.permanent", "noi": "00004"}
    },
    "POST /v1/me/records/{record_id}/addresses": lambda _scene, _caller: {
        "json": {"attribute": "residence.permanent", "commune": "00004"}
    },
    "POST /v1/me/places": lambda _scene, _caller: {"json": {"words": "ba dinh"}},
    "POST /v1/me/suggestions": lambda _scene, _caller: {"json": {"type": "can_cuoc", "text": "?"}},
    "POST /v1/me/policies/try": lambda _scene, _caller: {"json": NEVER},
    "POST /v1/me/policies": lambda scene, _caller: {"json": NEVER | {"notice_hash": scene.notice_hash}},
    "POST /quy-tac/thu": lambda _scene, _caller: {"data": {"muc": NEVER["names"]}},
    "POST /quy-tac": lambda scene, _caller: {"data": {"muc": NEVER["names"], "da-doc": scene.notice_hash}},
    "POST /v1/mandates/invitations": lambda _scene, _caller: {"json": wish()},
    "POST /v1/mandates/offer": lambda scene, _caller: {"json": {"code": scene.code}},
    "POST /v1/mandates": lambda scene, _caller: {"json": {"code": scene.code}},
    "POST /lam-thay/ma": lambda scene, _caller: {"data": {"ma": scene.code}},
    "POST /lam-thay/nhan": lambda scene, _caller: {"data": {"ma": scene.code}},
    "POST /ai-lam-thay/nho": lambda _scene, _caller: {"data": {"nguoi": "chị Thử", "goi-toi": "bà Mẫu"}},
    "POST /ai-lam-thay/hoi/{confirmation_id}": lambda _scene, _caller: {"data": {"tra-loi": "cho"}},
    "POST /v1/mandates/kinship": lambda scene, _caller: {"json": {"record": scene.proof}},
    "POST /lam-thay/con": lambda scene, _caller: {"data": {"giay": scene.proof}},
    "POST /v1/mandates/claims": lambda scene, caller: {"json": _claim(scene, caller)},
    "POST /lam-thay/xin": lambda scene, caller: {"data": _claim_typed(scene, caller)},
    "POST /v1/operator/claims/{claim_id}/approve": lambda _scene, _caller: {
        "json": {"paper": SHOWN_PAPER, "checks": EVERY_CHECK}
    },
    "POST /v1/operator/claims/{claim_id}/refuse": lambda _scene, _caller: {"json": {"ground": "not-named"}},
    "POST /v1/operator/claims/{claim_id}/end": lambda _scene, _caller: {"json": {"ground": "false-paper"}},
    "POST /viec-phai-lam/lam-thay/{claim_id}": lambda _scene, _caller: {
        "data": {"buoc": "tu-choi", "can-cu": "not-named"}
    },
    "POST /v1/mandates/confirmations/{confirmation_id}": lambda _scene, _caller: {"json": {"allow": True}},
}


def scene_of(cast: Cast, route: str) -> Scene:
    """Fresh objects of the citizen's and the service's, in the state in which the route can do its work."""
    if route in ENDS_OR_CHANGES_THE_SESSION:
        cast = signed_in_anew(cast)
    names = IDS.findall(route)
    ids: dict[str, str] = {}
    consent, notice_hash, proof, receipt = "", "", "", ""
    if {"record_id", "consent_id", "dossier_id", "release_id"} & set(names):
        issued = cast.service.deposit(MAI)
        ids["record_id"] = _own_paper(cast) if route in OWN_PAPERS else issued
        ids["dossier_id"] = cast.service.open_dossier(MAI)
        ids["consent_id"] = consent = cast.service.ask_consent(ids["dossier_id"])
        notice_hash = _notice_hash(cast.world, consent)
        _bring_into_state(cast, route, consent)
    if route in RULES:
        notice_hash = _notice_of_rule(cast.citizen)
    if "release_id" in names or route.endswith("/verify-submission"):
        released = _released(cast, ids["dossier_id"], consent)
        ids["release_id"], proof = released["release"], released["proof"]
    if "correction_id" in names:
        ids["correction_id"] = _correction(cast)
    if "policy_id" in names:
        ids["policy_id"] = _policy(cast)
    if "disposal_id" in names:
        ids["disposal_id"], receipt = _disposal(cast, handed_in=route.startswith("GET"))
    ids |= {"request_id": _request(cast)} if "request_id" in names else {}
    ids |= {"upload_id": _upload(cast)} if "upload_id" in names else {}
    ids |= _of_signing_in(cast, names)
    mistaken = cast.service.deposit(MAI) if route == "POST /v1/me/corrections" else ""
    code = invite(cast.citizen) if route in SAID else ""
    zalo, code = _from_zalo(cast, route) if route in AT_THE_DOOR_OF_ZALO else ({}, code)
    proof = cast.service.deposit(MAI, values=child_of(MAI)) if route in KIN else proof
    proof = _old_paper(cast.citizen) if route in CLAIMS else proof
    ids |= _acting(cast, route, names) | _public(cast, names) | zalo | _of_auditors(cast, route, names)
    own = {name: ids[name] for name in names}
    return Scene(cast, route, own, consent, notice_hash, proof, receipt, mistaken, code)


def _of_signing_in(cast: Cast, names: Sequence[str]) -> dict[str, str]:
    """A session and a device's key of the citizen's."""
    ids: dict[str, str] = {}
    if "session_id" in names:
        sessions = answered(cast.world.citizen(MAI).get("/v1/me/sessions"), 200).json()
        ids["session_id"] = next(one["id"] for one in sessions if one["current"])
    if "passkey_id" in names:
        ids["passkey_id"] = _passkey(cast)
    return ids


def _public(cast: Cast, names: Sequence[str]) -> dict[str, str]:
    """What paths name without its being anybody's; a secret of nobody's is a link that does not count."""
    ids = {"secret": secrets.token_urlsafe(32), "name": "giay-to.pdf"}
    if "ticket" in names:
        ids["ticket"] = _ticket(cast)
    if "path" in names:
        cast.world.wallet.keeper.settle()
        ids["path"] = f"{cast.world.wallet.log.origin}/checkpoint"
    if "entry_id" in names:
        ids["entry_id"] = answered(cast.service.post("/v1/records", json=record(MAI)), 201).json()["entry"]
    if "record_type" in names:
        ids["record_type"] = RESULT_TYPE
    if "index" in names:
        ids["index"] = "0"
    always = {"who": "nguoi-dan", "client_id": "cong-moi-mau"}
    ids |= {name: always[name] for name in names if name in always}
    if "file" in names:
        ids["file"] = asset("wallet.css").removeprefix("/static/")
    return ids


def _from_zalo(cast: Cast, route: str) -> tuple[dict[str, str], str]:
    """Ticket and code of somebody who has come from Zalo with an account that nobody has bound; or the citizen has."""
    token = {"access_token": f"token-of-{fresh_user()}"}
    told = answered(cast.nobody.post("/v1/zalo/arrivals", json=token), 201).json()
    if route == "POST /zalo/bo":
        answered(cast.citizen.post(told["path"], data={"ma": told["code"]}), 303)
    return {"ticket": str(told["path"]).rpartition("/")[2]}, str(told["code"])


def _of_auditors(cast: Cast, route: str, names: Sequence[str]) -> dict[str, str]:
    """What auditors ask of each other; they look at what has its number."""
    if "/audit/" in route or "/kiem-tra" in route:
        cast.world.wallet.keeper.settle()
    return {"bulk_id": _bulk_opening(cast, agreed=route.endswith(("/open", "/mo")))} if "bulk_id" in names else {}


def _passkey(cast: Cast) -> str:
    """A key of the citizen's device, as if it had been added there: an IP address can have none."""
    row = Passkey(
        credential_id=secrets.token_bytes(32),
        kind="citizen",
        person_id=cast.world.citizen_id(MAI),
        credential=b"",
        name="Máy thử",
        created_at=cast.world.wallet.clock(),
    )
    with cast.world.wallet.database.transaction() as session:
        session.add(row)
    return str(row.id)


def _released(cast: Cast, dossier: str, consent: str) -> dict[str, Any]:
    answer = cast.service.post(f"/v1/dossiers/{dossier}/releases", json={"consent": consent})
    released: dict[str, Any] = answered(answer, 201).json()
    return released


def _correction(cast: Cast) -> str:
    """What the service is asked to correct in the newest of its records, from a form of its own."""
    cast.service.deposit(MAI, as_of="2026-06-30")
    dossier, consent = cast.world.agreed_dossier(cast.service, cast.citizen, MAI)
    released = _released(cast, dossier, consent)
    field = next(one for one in released["fields"] if one["attribute"] == "person.full_name")
    edited = {"id": field["id"], "value": f"{NAME} KHÁC", "salt": field["chosen"]["salt"]}
    sent = {"proof": released["proof"], "fields": [edited]}
    found = answered(cast.service.post(f"/v1/dossiers/{dossier}/verify-submission", json=sent), 200).json()
    return str(found["fields"][0]["correction"])


def _disposal(cast: Cast, *, handed_in: bool) -> tuple[str, str]:
    """What the service has to delete after the citizen stopped it, and the receipt that proves it."""
    cast.service.deposit(MAI)
    dossier, consent = cast.world.agreed_dossier(cast.service, cast.citizen, MAI)
    _released(cast, dossier, consent)
    answered(cast.citizen.post(f"/v1/me/consents/{consent}/revoke"), 200)
    owed = answered(cast.service.get("/v1/disposals", params={"state": "owed"}), 200).json()
    disposal = next(one for one in owed if one["consent"] == consent)
    claims = {name: disposal[name] for name in ("consent", "artefact")} | {"deleted": disposal["owed"]}
    claims |= {"disposal": disposal["id"], "iss": cast.service.client_id, "aud": cast.world.url}
    claims |= {"iat": int(time.time()), "deleted_at": int(time.time()), "deleted_by": "Phòng máy"}
    receipt = str(jwskate.Jwt.sign(claims, cast.service.key, alg="ES256", typ="disposal+jwt"))
    if handed_in:
        answered(cast.service.post(f"/v1/disposals/{disposal['id']}/receipt", json={"receipt": receipt}), 200)
    return disposal["id"], receipt


def _request(cast: Cast) -> str:
    """What the citizen asks by right: to have one paper restricted."""
    wanted = {"kind": "restriction", "record": cast.service.deposit(MAI)}
    return str(answered(cast.citizen.post("/v1/me/requests", json=wanted), 201).json()["id"])


def _upload(cast: Cast) -> str:
    """A paper of the citizen's that is to come in pieces."""
    return str(answered(cast.citizen.post("/v1/me/uploads", headers=upload_of(PDF)), 201).json()["id"])


def _bulk_opening(cast: Cast, *, agreed: bool) -> str:
    """Asked for by the auditor with another's agreement, or by another who needs the auditor's."""
    other = Person(cast.world.url, kind="auditor", login="auditor.hai")
    asking, agreeing = (cast.auditor, other) if agreed else (other, cast.auditor)
    bulk = str(answered(asking.post("/v1/audit/bulk-openings", json=FIRST_ENTRIES), 201).json()["id"])
    if agreed:
        answered(agreeing.post(f"/v1/audit/bulk-openings/{bulk}/agree"), 200)
    other.close()
    return bulk


def _policy(cast: Cast) -> str:
    trial = answered(cast.citizen.post("/v1/me/policies/try", json=NEVER), 200).json()
    saved = cast.citizen.post("/v1/me/policies", json=NEVER | {"notice_hash": trial["notice_hash"]})
    return str(answered(saved, 201).json()["id"])


def _notice_of_rule(citizen: Person) -> str:
    """What everybody reads before they never let anything of a kind out: it names no person."""
    return str(answered(citizen.post("/v1/me/policies/try", json=NEVER), 200).json()["notice_hash"])


def _acting(cast: Cast, route: str, names: Sequence[str]) -> dict[str, str]:
    """What acting for others is about."""
    ids: dict[str, str] = {}
    if "mandate_id" in names:
        ids["mandate_id"] = _mandate(cast, held=route.endswith("/acts") or " /lam-thay/" in route)
    if "claim_id" in names:
        about_mai = route.endswith(("/object", "/phan-doi"))
        ids["claim_id"] = _claimed(cast, by=cast.world.citizen(fresh_id()) if about_mai else cast.citizen, route=route)
    if "confirmation_id" in names:
        ids["confirmation_id"] = _confirmation(cast)
    return ids


def _mandate(cast: Cast, *, held: bool) -> str:
    """Between the citizen and a third person: the citizen's own, or one that the citizen holds."""
    helper = cast.world.citizen(fresh_id())
    return entrust(helper, cast.citizen) if held else entrust(cast.citizen, helper)


def _claim(scene: Scene, caller: Caller) -> dict[str, Any]:
    """The citizen's own paper, made when the scene was; who has none shows a made-up id."""
    paper = scene.proof if caller is scene.cast.citizen else _old_paper(caller)
    return _of_child(scene.cast, paper or str(uuid4()), fresh_id())


def _of_child(cast: Cast, paper: str, number: str) -> dict[str, Any]:
    """What they asked before is long ago: so many in a month are allowed."""
    with cast.world.wallet.database.transaction() as session:
        session.connection().execute(update(MandateClaim).values(made_at=cast.world.wallet.clock() - 2 * WITHIN))
    child = {"number": number, "owner": "NGUYỄN BÉ THỬ", "born": "2014-05-04"}
    return {"record": paper, "delegate": NAME, **child}


def _old_paper(owner: Caller) -> str:
    """A birth certificate that states no numbers, as its owner brings it; empty for who is no citizen."""
    described = record(None, agreement=agreement_hash("giay_khai_sinh"))
    sent = owner.post("/v1/me/records", files=form(described, PDF)) if isinstance(owner, Person) else None
    return str(sent.json()["record"]) if sent is not None and sent.status_code == 201 else ""


def _claim_typed(scene: Scene, caller: Caller) -> dict[str, str]:
    said = _claim(scene, caller)
    names = {"giay": "record", "so": "number", "ten-con": "owner", "ten-toi": "delegate"}
    return {name: said[member] for name, member in names.items()} | {"ngay-sinh": "04/05/2014"}


def _claimed(cast: Cast, *, by: Person, route: str) -> str:
    """The citizen's about a child, or somebody else's about the citizen; granted, where the route ends it."""
    wanted = _of_child(cast, _old_paper(by), fresh_id() if by is cast.citizen else MAI)
    claim = str(answered(by.post("/v1/mandates/claims", json=wanted), 201).json()["id"])
    for login in ("can-bo.mot", "can-bo.hai") if route.endswith("/end") else ():
        staff = Person(cast.world.url, kind="operator", login=login)
        yes = {"paper": SHOWN_PAPER, "checks": EVERY_CHECK}
        answered(staff.post(f"/v1/operator/claims/{claim}/approve", json=yes), 200)
        staff.close()
    return claim


def _confirmation(cast: Cast) -> str:
    """What the citizen's helper asked for: the birth record, which is sensitive."""
    helper = cast.world.citizen(fresh_id())
    acting = {"X-Acting-For": entrust(cast.citizen, helper)}
    answered(helper.get(f"/v1/me/records/{cast.service.deposit(MAI)}", headers=acting), 409)
    asked = answered(cast.citizen.get("/v1/mandates"), 200).json()["asked"]
    return str(asked[-1]["id"])


def signed_in_anew(cast: Cast) -> Cast:
    world = cast.world
    return Cast(
        world,
        world.nobody(),
        world.citizen(MAI),
        world.citizen(BINH),
        world.returning(cast.service),
        world.returning(cast.other_service),
        world.staff("auditor"),
        world.staff("operator"),
    )


def _bring_into_state(cast: Cast, route: str, consent: str) -> None:
    if route in WAITING:
        return
    agree(cast.citizen, consent)
    if route in PAUSED:
        answered(cast.citizen.post(f"/v1/me/consents/{consent}/pause"), 200)


def _notice_hash(world: World, consent: str) -> str:
    with world.wallet.database.reading() as session:
        return session.get_one(Consent, UUID(consent)).notice_hash
