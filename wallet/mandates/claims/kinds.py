"""The words of a claim. Code words only, so that no value of anybody's can stand in them."""

from enum import StrEnum

from wallet.identity.acting.scope import Capacity


class State(StrEnum):
    RECEIVED = "received"
    SECONDED = "seconded"  # one member of staff has said yes; another has to
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


OPEN = frozenset({State.RECEIVED, State.SECONDED})


class _Said(StrEnum):
    """Words with a sentence in both languages."""

    @property
    def label_vi(self) -> str:
        return _SENTENCES[self][0]

    @property
    def label_en(self) -> str:
        return _SENTENCES[self][1]


class Check(_Said):
    """What each of the two declares to have looked at, in their own name. All of them, or it is no yes."""

    ORIGINAL = "original"
    IDENTITY = "identity"
    NAMES = "names"
    NUMBER = "number"
    NO_RESTRICTION = "no-restriction"
    NOT_INVOLVED = "not-involved"


class Ground(_Said):
    """Why it is refused, or why what was granted ends."""

    ORIGINAL_NOT_SHOWN = "original-not-shown"
    PAPER_DIFFERS = "paper-differs"
    NOT_NAMED = "not-named"
    NUMBER_NOT_SHOWN = "number-not-shown"
    RIGHTS_RESTRICTED = "rights-restricted"
    GUARDIAN_CHANGED = "guardian-changed"
    FALSE_PAPER = "false-paper"
    OBJECTION = "objection"

    @property
    def basis(self) -> str:
        """Where it is written; empty: it is no rule of law but what was seen."""
        return _BASES.get(self, "")


REFUSING = tuple(ground for ground in Ground if ground is not Ground.OBJECTION)
"""What staff may refuse with; an objection is not theirs."""

ENDING = (Ground.RIGHTS_RESTRICTED, Ground.GUARDIAN_CHANGED, Ground.FALSE_PAPER, Ground.NOT_NAMED)
"""Why staff end what was granted."""

LAW = {
    Capacity.PARENT: "Bộ luật Dân sự 91/2015/QH13 Điều 136(1)",
    Capacity.GUARDIAN: "Bộ luật Dân sự 91/2015/QH13 Điều 136(2)",
}
"""On what ground a parent or guardian represents."""

_SENTENCES: dict[StrEnum, tuple[str, str]] = {
    Check.ORIGINAL: (
        "Đã cầm bản chính, và bản chính giống ảnh trong ví.",
        "I held the original, and it is what the picture shows.",
    ),
    Check.IDENTITY: (
        "Đã xem thẻ căn cước của người xin: đúng là người đứng trước quầy.",
        "I saw the identity card of who asks: it is the person at the counter.",
    ),
    Check.NAMES: (
        "Bản chính ghi tên người xin là cha, mẹ hoặc người giám hộ, và ghi tên người được làm thay.",
        "The original names who asks as parent or guardian, and names whom they act for.",
    ),
    Check.NUMBER: (
        "Số định danh của người được làm thay đã đối chiếu với giấy có ghi số đó.",
        "The number of the person acted for was compared with a paper that states it.",
    ),
    Check.NO_RESTRICTION: (
        "Đã hỏi: không có quyết định nào của tòa hạn chế quyền này, người giám hộ không bị thay đổi.",
        "I asked: no court has restricted this right, and the guardian has not changed.",
    ),
    Check.NOT_INVOLVED: (
        "Tôi không phải là một trong hai người này, cũng không phải người thân của họ.",
        "I am neither of the two, and no relative of theirs.",
    ),
    Ground.ORIGINAL_NOT_SHOWN: ("Chưa mang bản chính đến quầy.", "The original was not brought to the counter."),
    Ground.PAPER_DIFFERS: ("Bản chính khác ảnh trong ví.", "The original differs from the picture in the wallet."),
    Ground.NOT_NAMED: (
        "Giấy không ghi người xin là cha, mẹ hoặc người giám hộ của người này.",
        "The paper does not name who asks as parent or guardian of this person.",
    ),
    Ground.NUMBER_NOT_SHOWN: (
        "Chưa có giấy ghi số định danh của người được làm thay.",
        "No paper was shown that states the number of the person acted for.",
    ),
    Ground.RIGHTS_RESTRICTED: (
        "Tòa án đã hạn chế quyền của cha, mẹ đối với con.",
        "A court has restricted the rights of this parent.",
    ),
    Ground.GUARDIAN_CHANGED: (
        "Việc giám hộ đã thay đổi hoặc chấm dứt.",
        "The guardianship has changed or ended.",
    ),
    Ground.FALSE_PAPER: ("Giấy không phải giấy thật.", "The paper is not genuine."),
    Ground.OBJECTION: (
        "Người được làm thay, hoặc người đang làm thay họ theo luật, không đồng ý.",
        "The person concerned, or who already acts for them by law, objected.",
    ),
}
_BASES = {
    Ground.RIGHTS_RESTRICTED: "Luật Hôn nhân và gia đình 52/2014/QH13 Điều 85",
    Ground.GUARDIAN_CHANGED: "Bộ luật Dân sự 91/2015/QH13 Điều 60, 62",
}
