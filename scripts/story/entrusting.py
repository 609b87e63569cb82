"""What stands when the story is over, so that a viewer finds a wallet in the middle of its life: a rule of the
citizen's own, a daughter who acts for her, and a question that waits for an answer.

Each is made once; a later telling in the same folder finds it and leaves it.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from scripts.story.cast import ID_NUMBER, LICENCE_EXCHANGE, PERMANENT_RESIDENCE, PORTAL
from scripts.story.errors import require
from scripts.story.reusing import ask
from scripts.story.stage import Stage

RULE_DAYS, MANDATE_DAYS = 180, 90
WAITING = ("REQUESTED", "DEFERRED")


def leave_things_standing(stage: Stage) -> None:
    _set_a_rule(stage)
    _entrust_daughter(stage)
    _leave_a_question(stage)


def _set_a_rule(stage: Stage) -> None:
    stage.teller.step(
        "Bà đặt một quy tắc: lần sau cổng hỏi họ tên, ngày sinh để làm cư trú thì ví tự đồng ý.",
        "She sets a rule of her own, tried on past questions before it is saved.",
    )
    rule = {
        "kind": "allow",
        "names": ["person.dob", "person.full_name", "person.sex"],
        "client_id": PORTAL.client_id,
        "procedure": PERMANENT_RESIDENCE,
        "until": _day_after(RULE_DAYS),
    }
    tried = stage.citizen.post("/v1/me/policies/try", rule, expected=200)
    stage.teller.seen(tried["title"], *(f"{heading}: {sentence}" for heading, sentence in tried["lines"]))
    if not _holding(stage.citizen.get("/v1/me/policies")):
        stage.citizen.post("/v1/me/policies", rule | {"notice_hash": tried["notice_hash"]})
    require(bool(_holding(stage.citizen.get("/v1/me/policies"))), "quy tắc có hiệu lực", "the rule holds")


def _entrust_daughter(stage: Stage) -> None:
    stage.teller.step(
        "Bà nhờ con gái xem và thêm giấy giúp: đọc cho con một mã, con gõ mã và nhận.",
        "She asks her daughter to look after her papers: a code that she says, and the daughter takes on.",
    )
    if not _holding(stage.citizen.get("/v1/mandates")["given"]):
        wish = {"owner": "Mẹ", "delegate": "Con gái", "doings": ["look", "add"], "last_day": _day_after(MANDATE_DAYS)}
        code = stage.citizen.post("/v1/mandates/invitations", wish)["code"]
        stage.daughter.post("/v1/mandates", {"code": code})
    held = _holding(stage.daughter.get("/v1/mandates")["held"])
    stage.teller.seen(*(f"con làm thay {one['owner']}: {', '.join(sorted(one['doings']))}" for one in held))
    require(bool(held), "con gái làm thay được", "the daughter acts for her")


def _leave_a_question(stage: Stage) -> None:
    stage.teller.step(
        "Cổng hỏi lại cho hồ sơ đổi giấy phép lái xe. Câu hỏi này để đó, chờ bà trả lời.",
        "The portal asks once more; this question stays, for whoever watches to answer.",
    )
    if not _waiting(stage):
        opened = stage.portal.post("/v1/dossiers", _another_dossier(stage))
        ask(stage, opened["id"])
    stage.teller.seen(*(f"{one['organisation']}: {one['state']}" for one in _waiting(stage)))
    require(len(_waiting(stage)) == 1, "một câu hỏi đang chờ", "one question waits")


def _another_dossier(stage: Stage) -> dict[str, str]:
    return {"id_number": ID_NUMBER, "procedure": LICENCE_EXCHANGE, "reference": f"MAU-{stage.run}-LX2"}


def _waiting(stage: Stage) -> list[dict[str, Any]]:
    return [one for one in stage.citizen.get("/v1/me/consents") if one["state"] in WAITING]


def _holding(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in found if one["holds"]]


def _day_after(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
