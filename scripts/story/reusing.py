"""Third act: the next dossier reuses the first one's result, then the citizen withdraws what she allowed."""

from collections.abc import Mapping
from typing import Any

from scripts.story.applying import stale, tell_fields
from scripts.story.cast import DRIVING_LICENCE, ID_NUMBER, LICENCE_EXCHANGE, NEW_HOME, RESULT
from scripts.story.errors import require
from scripts.story.stage import Dossier, Stage

ATTRIBUTES = {
    "person.full_name": "required",
    "person.dob": "required",
    "person.pid": "required",
    "residence.permanent": "required",
    "licence.number": "required",
    "licence.classes": "required",
}
DOCUMENTS = {DRIVING_LICENCE.type: "required"}


def exchange_licence(stage: Stage) -> Dossier:
    reference = f"MAU-{stage.run}-LX"
    stage.teller.step(
        "Hồ sơ thứ hai, thủ tục khác: đổi giấy phép lái xe (3.000347). Bà đồng ý cho xem.",
        "A second dossier under another procedure: exchange of the driving licence. She agrees.",
    )
    opened = stage.portal.post(
        "/v1/dossiers", {"id_number": ID_NUMBER, "procedure": LICENCE_EXCHANGE, "reference": reference}
    )
    consent = _agreed(stage, opened["id"])
    stage.teller.step(
        "Nơi thường trú mới lấy từ chính kết quả của hồ sơ trước: không phải nộp lại giấy nào.",
        "The new residence comes from the first dossier's result: no paper has to be handed in again.",
    )
    release = stage.portal.post(f"/v1/dossiers/{opened['id']}/releases", {"consent": consent})
    tell_fields(stage, release)
    _check_reuse(release)
    document = str(release["documents"][0]["href"])
    return Dossier(opened["id"], reference, consent, release["release"], release["entry"], document)


def _agreed(stage: Stage, dossier: str) -> str:
    consent = ask(stage, dossier)
    question = stage.citizen.get(f"/v1/me/consents/{consent}")
    answer = {"agree": True, "confirmed": stale(question), "notice_hash": question["notice_hash"]}
    given = stage.citizen.post(f"/v1/me/consents/{consent}/answer", answer, expected=200)
    stage.teller.seen(question["title"], f"trạng thái: {given['state']}")
    return consent


def ask(stage: Stage, dossier: str) -> str:
    """The question of the licence exchange; its id."""
    wanted = {"attributes": ATTRIBUTES, "documents": DOCUMENTS, "valid_days": 7, "max_uses": 2}
    return str(stage.portal.post(f"/v1/dossiers/{dossier}/consents", wanted)["id"])


def _check_reuse(release: Mapping[str, Any]) -> None:
    home = next(field for field in release["fields"] if field["attribute"] == "residence.permanent")["chosen"]
    is_result = home["value"] == NEW_HOME and home["provenance"]["type"] == RESULT.type
    require(is_result, "nơi thường trú mới, theo kết quả hồ sơ trước", "the new residence, from the first result")


def withdraw(stage: Stage, dossier: Dossier) -> None:
    stage.teller.step(
        "Bà ngừng cho xem ở hồ sơ thứ hai. Lần hỏi kế tiếp bị từ chối ngay.",
        "She withdraws her second consent; the very next fetch is refused, the document's too.",
    )
    revoked = stage.citizen.post(f"/v1/me/consents/{dossier.consent}/revoke", expected=200)
    stage.teller.seen(f"trạng thái: {revoked['state']}, đã dùng {revoked['uses']} trên {revoked['max_uses']} lần")
    values = stage.portal.refused("POST", f"/v1/dossiers/{dossier.id}/releases", {"consent": dossier.consent})
    document = stage.portal.refused("GET", dossier.document)
    for what, refusal in (("thông tin", values), ("bản chụp", document)):
        grounds = [ground["ground"] for ground in refusal["grounds"]]
        stage.teller.seen(f"{what}: 403 {', '.join(grounds)}: {refusal['grounds'][0]['vi']}")
        require("consent-revoked" in grounds, "lý do là đã ngừng cho xem", "the ground is the withdrawal")
