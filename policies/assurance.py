"""How sure the wallet is of what a record says, from the citizen's word up to the issuer's signature."""

from enum import StrEnum


class Assurance(StrEnum):
    """Ordered by certainty: compare with `<`, or sort, and the surest comes last."""

    SELF_DECLARED = "self-declared"
    CERTIFIED_COPY = "certified-copy"
    ISSUER_ASSERTED = "issuer-asserted"
    ISSUER_SIGNED = "issuer-signed"

    @property
    def rank(self) -> int:
        """0 for the citizen's own word, 3 for the issuer's signature."""
        return tuple(Assurance).index(self)

    @property
    def label_vi(self) -> str:
        return _WORDS[self][0]

    @property
    def label_en(self) -> str:
        return _WORDS[self][1]

    # A StrEnum would compare by its letters, and "certified-copy" would rank below everything.
    def __lt__(self, other: str) -> bool:
        return self.rank < Assurance(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Assurance(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Assurance(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Assurance(other).rank


_WORDS = {
    Assurance.SELF_DECLARED: ("Tự khai, chưa ai xác nhận", "Self-declared, confirmed by nobody"),
    Assurance.CERTIFIED_COPY: ("Bản sao chứng thực", "Certified copy"),
    Assurance.ISSUER_ASSERTED: ("Cơ quan nhà nước gửi", "Sent by a state authority"),
    Assurance.ISSUER_SIGNED: ("Cơ quan nhà nước ký", "Signed by a state authority"),
}
