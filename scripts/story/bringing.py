"""First act: papers come into the wallet, two from the commune, one from the citizen herself."""

from typing import Any

from scripts.story.cast import BIRTH_RECORD, DRIVING_LICENCE, ID_NUMBER, RESIDENCE_CONFIRMATION, Paper
from scripts.story.errors import require
from scripts.story.people import Caller
from scripts.story.stage import Stage
from scripts.story.telling import size


def bring_papers(stage: Stage) -> None:
    tell = stage.teller
    tell.step("Xã Mẫu gửi giấy khai sinh vào ví của bà, kèm bản PDF.", "The commune deposits the birth record.")
    _deposit(stage, BIRTH_RECORD)
    tell.step("Xã Mẫu gửi giấy xác nhận cư trú (CT07), kèm bản PDF.", "And the residence confirmation.")
    _deposit(stage, RESIDENCE_CONFIRMATION)
    tell.step(
        "Bà Mẫu tự thêm giấy phép lái xe: chụp ảnh, gõ mấy dòng, gõ nhầm dấu tên mình.",
        "She adds her driving licence herself: a photo and a few typed lines, with a slip in her own name.",
    )
    receipt = _send(stage, stage.citizen, "/v1/me/records", DRIVING_LICENCE)
    kept = _own_copy(stage.citizen, receipt, DRIVING_LICENCE)
    tell.seen(*_told(DRIVING_LICENCE, receipt), f"độ tin cậy: {kept['assurance']} (tự khai)")
    require(kept["assurance"] == "self-declared", "giấy tự thêm là tự khai", "an upload counts as self-declared")


def _deposit(stage: Stage, paper: Paper) -> None:
    receipt = _send(stage, stage.commune, "/v1/records", paper, id_number=ID_NUMBER)
    kept = _own_copy(stage.citizen, receipt, paper)
    stage.teller.seen(*_told(paper, receipt), f"nơi gửi: {kept['issuer']}; độ tin cậy: {kept['assurance']}")


def _send(stage: Stage, sender: Caller, path: str, paper: Paper, **members: str) -> dict[str, Any]:
    """An earlier telling's paper is kept and not doubled; one that its owner has deleted since is sent anew."""
    receipt: dict[str, Any] = sender.send_paper(path, paper, **members)
    if receipt["record"] not in {record["id"] for record in stage.citizen.get("/v1/me/records")}:
        receipt = sender.send_paper(path, paper, occasion=stage.run, **members)
    return receipt


def _own_copy(citizen: Caller, receipt: dict[str, Any], paper: Paper) -> dict[str, Any]:
    """The record as its owner reads it: every value and every byte as it was sent."""
    path = f"/v1/me/records/{receipt['record']}"
    kept: dict[str, Any] = citizen.get(path)
    require(kept["values"] == paper.values, "ví trả lại đúng các mục đã gửi", "the values come back as they were sent")
    same = citizen.fetch(f"{path}/document") == paper.document
    require(same, "bản chụp trả lại đúng từng byte", "the document comes back byte for byte")
    return kept


def _told(paper: Paper, receipt: dict[str, Any]) -> tuple[str, ...]:
    return (
        f"{paper.type}: {len(paper.values)} mục, {paper.file} ({size(len(paper.document))})",
        f"biên nhận {receipt['record']}, mục sổ truy cập {receipt['entry']}",
    )
