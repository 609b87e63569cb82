"""A province adds a procedure by one file while the wallet serves: it is used without a restart; a broken one never is.

Once on the embedded wallet, and once on PostgreSQL with two workers, who have to agree within seconds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from scripts.story.cast import BIRTH_RECORD, COMMUNE, ID_NUMBER, PORTAL
from scripts.story.offices import register
from scripts.story.people import Caller, office_at_work, sign_in
from scripts.story.play import CITIZEN
from scripts.story.server import Place, serving
from tests.catalogue.province import CODE, SENTENCE, SLIP, write
from tests.servers import free_port
from tests.world import wait_until

OPERATOR = {"kind": "operator", "login": "van-hanh.mau"}
PROVINCIAL = replace(PORTAL, procedures=(CODE,))
LOOKS = 12
"""Enough for two workers to be asked both: each look is a connection of its own."""


@dataclass(frozen=True)
class Province:
    place: Place
    operator: Caller
    commune: Caller
    citizen: Caller

    def catalogues(self) -> list[dict[str, Any]]:
        return [self.operator.get("/v1/operator/catalogue") for _ in range(LOOKS)]

    def all_have(self, procedures: int) -> bool:
        return {one["procedures"] for one in self.catalogues()} == {procedures}


@pytest.fixture(params=["embedded", "two workers"])
def province(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Province]:
    settings: tuple[tuple[str, str], ...] = ()
    if request.param == "two workers":
        settings = (("WALLET_DATABASE_URL", request.getfixturevalue("postgresql_url")), ("WALLET_WORKERS", "2"))
    place = Place(tmp_path, free_port(), settings)
    with serving(place):
        (commune_key,) = register(place, (COMMUNE,))
        known = Province(
            place,
            sign_in(place, OPERATOR),
            office_at_work(place, COMMUNE, commune_key),
            sign_in(place, CITIZEN),
        )
        known.operator.session.headers["Connection"] = "close"
        yield known
        for caller in (known.operator, known.commune, known.citizen):
            caller.session.close()


def test_one_file_makes_a_procedure_usable_and_a_broken_one_changes_nothing(province: Province) -> None:
    before = province.catalogues()[0]["procedures"]
    file = write(province.place.province)
    assert province.all_have(before), "a file alone changes nothing"

    done = province.place.wallet("catalogue", "reload")
    assert done.returncode == 0, done.stderr
    wait_until(lambda: province.all_have(before + 1))

    portal = registered_for_the_new_procedure(province)
    field = released_under_the_new_procedure(province, portal)
    assert field["chosen"]["value"] == BIRTH_RECORD.values["person.full_name"]

    in_force = province.catalogues()[0]["version"]
    write(province.place.province, SLIP)
    refused = province.place.wallet("catalogue", "reload")

    assert refused.returncode == 1
    assert refused.stderr.splitlines()[0].startswith(f"tinh-mau/{SENTENCE}")
    assert "Danh mục cũ vẫn có hiệu lực." in refused.stderr
    assert {one["version"] for one in province.catalogues()} == {in_force}
    assert province.catalogues()[0]["refusal"]["mistakes"][0]["line"] == 16
    assert released_under_the_new_procedure(province, portal)["chosen"]
    portal.session.close()
    assert "Traceback" not in province.place.server_log.read_text(encoding="utf-8")
    assert file.exists()


def test_a_wallet_does_not_start_on_a_broken_folder_and_says_why(tmp_path: Path) -> None:
    place = Place(tmp_path, free_port())
    write(place.province, SLIP)

    done = place.wallet("serve", "--port", str(place.port))

    assert done.returncode == 2
    vi, sentence = done.stderr.splitlines()
    assert vi == "Danh mục có lỗi nên ví chưa khởi động. Xin sửa các dòng được nêu rồi khởi động lại."
    assert sentence.startswith(f"tinh-mau/{SENTENCE}")


def registered_for_the_new_procedure(province: Province) -> Caller:
    """Only now: nobody is registered for a code that no file defines."""
    (key,) = register(province.place, (PROVINCIAL,))
    return office_at_work(province.place, PROVINCIAL, key)


def released_under_the_new_procedure(province: Province, portal: Caller) -> Any:
    """Asked, agreed to and prefilled: the field of the form that holds the name."""
    province.commune.send_paper("/v1/records", BIRTH_RECORD, id_number=ID_NUMBER)
    wanted = {"id_number": ID_NUMBER, "procedure": CODE, "reference": f"MAU-{uuid4().hex[:8]}"}
    dossier = portal.post("/v1/dossiers", wanted)["id"]
    question = {"attributes": {"person.full_name": "required"}, "valid_days": 7}
    consent = portal.post(f"/v1/dossiers/{dossier}/consents", question)["id"]
    shown = province.citizen.get(f"/v1/me/consents/{consent}")
    given = {"agree": True, "chosen": [], "confirmed": [], "notice_hash": shown["notice_hash"]}
    province.citizen.post(f"/v1/me/consents/{consent}/answer", given, expected=200)
    released = portal.post(f"/v1/dossiers/{dossier}/releases", {"consent": consent})
    return next(field for field in released["fields"] if field["attribute"] == "person.full_name")
