"""Second act: a dossier for permanent residence, from opening it to its result."""

from collections.abc import Mapping
from typing import Any

from scripts.story.cast import (
    BIRTH_RECORD,
    FULL_NAME,
    ID_NUMBER,
    MISTYPED_NAME,
    PERMANENT_RESIDENCE,
    RESULT,
)
from scripts.story.errors import require
from scripts.story.stage import Dossier, Stage
from scripts.story.telling import shown, size

ATTRIBUTES = {
    "person.full_name": "required",
    "person.dob": "required",
    "person.sex": "required",
    "person.pid": "required",
    "household.head.full_name": "required",
    "household.relation_to_head": "required",
    "household.head.pid": "optional",
    "household.members": "optional",
}
DOCUMENTS = {"giay_khai_sinh": "required"}
TICKED = "household.head.pid"
UNTICKED = "household.members"
TOO_MUCH = "person.religion"


def apply_for_residence(stage: Stage) -> Dossier:
    dossier, reference = _open(stage)
    _cover(stage, dossier)
    consent = _ask(stage, dossier)
    _answer(stage, _read(stage, consent))
    release = _prefill(stage, dossier, consent)
    document = _fetch_document(stage, release)
    _ask_too_much(stage, dossier, consent)
    _finish(stage, dossier, reference)
    return Dossier(dossier, reference, consent, release["release"], release["entry"], document)


def _open(stage: Stage) -> tuple[str, str]:
    reference = f"MAU-{stage.run}-TT"
    stage.teller.step(
        "Cổng dịch vụ công tỉnh Thử mở hồ sơ đăng ký thường trú (1.004222, tờ khai CT01).",
        "The provincial portal opens a dossier for permanent residence.",
    )
    opened = stage.portal.post(
        "/v1/dossiers", {"id_number": ID_NUMBER, "procedure": PERMANENT_RESIDENCE, "reference": reference}
    )
    stage.teller.seen(f"mã hồ sơ {opened['reference']}, trạng thái {opened['state']}")
    return str(opened["id"]), reference


def _cover(stage: Stage, dossier: str) -> None:
    stage.teller.step(
        "Bà xem ví mình đã đủ cho tờ khai chưa. Cổng không thấy phần này.",
        "Coverage: what is ready and what is missing. Only she sees it, the portal does not.",
    )
    coverage = stage.citizen.get(f"/v1/me/dossiers/{dossier}/coverage")
    missing = [field["label"] for field in coverage["fields"] if field["readiness"] == "missing"]
    stage.teller.seen(
        f"sẵn sàng {coverage['ready']} mục, cần xem lại {coverage['out_of_date']}, "
        f"còn thiếu {coverage['missing']}, tự điền {coverage['by_hand']}",
        f"còn thiếu: {'; '.join(missing) or 'không'}",
        *(f"{part['label']}: {shown(part['held']) or 'chưa có'}" for part in coverage["components"]),
    )
    require(coverage["ready"] > 0, "ví có sẵn một số mục của CT01", "some fields of CT01 are ready")


def _ask(stage: Stage, dossier: str) -> str:
    stage.teller.step(
        f"Cổng xin phép xem {len(ATTRIBUTES)} mục và 1 bản chụp; 2 mục là tùy chọn.",
        "The portal asks consent for eight items and one document; two of the items are optional.",
    )
    question = {"attributes": ATTRIBUTES, "documents": DOCUMENTS, "valid_days": 7, "max_uses": 3}
    asked = stage.portal.post(f"/v1/dossiers/{dossier}/consents", question)
    stage.teller.seen(f"trạng thái: {asked['state']}, cổng chưa được xem gì")
    require(not asked["granted"], "chưa đồng ý thì chưa được gì", "nothing is granted before she agrees")
    return str(asked["id"])


def _read(stage: Stage, consent: str) -> dict[str, Any]:
    stage.teller.step("Bà đọc câu hỏi.", "She reads the question, with a preview of exactly what they would see.")
    question: dict[str, Any] = stage.citizen.get(f"/v1/me/consents/{consent}")
    stage.teller.seen(question["title"], *(f"{heading}: {sentence}" for heading, sentence in question["lines"]))
    for item in question["items"]:
        previews = " | ".join(sorted({preview["text"] for preview in item["previews"]})) or "(ví chưa có)"
        stage.teller.seen(f"{'☑' if item['required'] else '☐'} {item['label']}: {previews}")
    return question


def _answer(stage: Stage, question: Mapping[str, Any]) -> None:
    labels = {item["key"]: item["label"] for item in question["items"]}
    stage.teller.step(
        f"Bà chọn “{labels[TICKED]}”, để trống “{labels[UNTICKED]}”, rồi đồng ý.",
        "She ticks one optional item, leaves the other unticked, and agrees.",
    )
    answer = {"agree": True, "chosen": [TICKED], "confirmed": stale(question), "notice_hash": question["notice_hash"]}
    consent = stage.citizen.post(f"/v1/me/consents/{question['consent']['id']}/answer", answer, expected=200)
    given = {name for item in consent["granted"] for name in item["attributes"]}
    stage.teller.seen(f"trạng thái: {consent['state']}, được xem {len(given)} mục, {consent['max_uses']} lần")
    require(consent["state"] == "ACTIVE", "việc cho phép có hiệu lực", "the consent is active")
    require(given == set(ATTRIBUTES) - {UNTICKED}, "mục để trống thì không cho", "what was left unticked is not given")


def stale(question: Mapping[str, Any]) -> list[str]:
    """Items whose every value is old: she confirms that they still hold. Where one is fresh, she leaves the old out."""
    return [
        item["key"]
        for item in question["items"]
        if not item["document"] and item["previews"] and all(preview["stale"] for preview in item["previews"])
    ]


def _prefill(stage: Stage, dossier: str, consent: str) -> dict[str, Any]:
    stage.teller.step(
        "Cổng lấy thông tin: tờ khai CT01 điền sẵn, mục nào cũng nói rõ từ giấy nào.",
        "The form comes back prefilled, each value with its provenance; where two papers disagree, both are shown.",
    )
    release: dict[str, Any] = stage.portal.post(f"/v1/dossiers/{dossier}/releases", {"consent": consent})
    tell_fields(stage, release)
    fields = {field["attribute"]: field for field in release["fields"]}
    require(UNTICKED not in fields, "mục để trống không được điền", "the unticked item is not in the form")
    name = fields["person.full_name"]
    others = [other["value"] for other in name["others"]]
    require(name["chosen"]["value"] == FULL_NAME, "tên theo giấy cơ quan gửi đứng trước", "the office's name is first")
    require(MISTYPED_NAME in others and bool(name["conflict"]), "chỗ khác nhau hiện ra", "the disagreement is shown")
    return release


def tell_fields(stage: Stage, release: Mapping[str, Any]) -> None:
    labels = {field["attribute"]: field["label"] for field in release["fields"]}
    for field in release["fields"]:
        stage.teller.seen(f"{field['label']}: {shown(field['chosen']['value'])}")
        stage.teller.line(f"        {field['chosen']['provenance']['sentence']}")
        if field["conflict"]:
            differing = [other for other in field["others"] if other["value"] != field["chosen"]["value"]]
            stage.teller.line(f"        ≠ {field['conflict']} Giấy kia ghi: {shown(differing[0]['value'])}")
    for part in release["withheld"]:
        names = ", ".join(labels.get(name, name) for name in part["attributes"])
        stage.teller.seen(f"giữ lại: {names} trên {part['type']} ({', '.join(part['grounds'])})")


def _fetch_document(stage: Stage, release: Mapping[str, Any]) -> str:
    stage.teller.step("Cổng tải bản chụp giấy khai sinh.", "The portal fetches the birth record's document.")
    known = (BIRTH_RECORD.type, len(BIRTH_RECORD.document))
    hrefs = [str(one["href"]) for one in release["documents"] if (one["type"], one["length"]) == known]
    require(bool(hrefs), "có bản chụp giấy khai sinh", "the birth record's document is offered")
    href = hrefs[0]
    content = stage.portal.fetch(href)
    stage.teller.seen(f"{size(len(content))}, đúng từng byte bản PDF mà xã đã gửi")
    require(content == BIRTH_RECORD.document, "bản chụp đúng từng byte", "the document is the one deposited")
    return href


def _ask_too_much(stage: Stage, dossier: str, consent: str) -> None:
    stage.teller.step(
        "Cổng hỏi thêm tôn giáo, mục mà thủ tục không cần. Ví từ chối và nêu đích danh.",
        "The portal asks one attribute more than the procedure needs and is refused by name.",
    )
    asked = [*(set(ATTRIBUTES) - {UNTICKED}), TOO_MUCH]
    refusal = stage.portal.refused(
        "POST", f"/v1/dossiers/{dossier}/releases", {"consent": consent, "attributes": sorted(asked)}
    )
    stage.teller.seen(f"403 {refusal['code']}: {', '.join(refusal['names'])}")
    stage.teller.seen(*(f"{ground['ground']}: {ground['vi']}" for ground in refusal["grounds"]))
    grounds = {ground["ground"] for ground in refusal["grounds"]}
    require("over-asking" in grounds, "lý do là hỏi quá mức", "the ground is over-asking")
    require(refusal["names"] == [TOO_MUCH], "nêu đúng mục hỏi thừa", "the refusal names what was too much")


def _finish(stage: Stage, dossier: str, reference: str) -> None:
    stage.teller.step(
        "Hồ sơ xong: kết quả (thông báo CT08) vào ví của bà, có mã để dùng lại.",
        "The result goes into her wallet under a code of its own, ready to be reused; the dossier is closed.",
    )
    receipt = stage.portal.send_paper(f"/v1/dossiers/{dossier}/results", RESULT, occasion=reference)
    closed = stage.portal.post(f"/v1/dossiers/{dossier}/close", expected=200)
    stage.teller.seen(f"mã kết quả {receipt['result_code']}, hồ sơ {closed['state']}")
    require(receipt["result_code"] == f"{reference}-KQ1", "kết quả mang mã -KQ1", "the result carries the code …-KQ1")
