"""What others did since, in one sentence each: papers that came, changed or ended, permissions used or over, answers.

Questions are no news: they stand above, each on its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from policies.catalogue import Catalogue
from wallet.consents.states import State as ConsentState
from wallet.corrections.states import State
from wallet.dossiers import uses
from wallet.dossiers.uses import LatestUse
from wallet.mandates.claims.kinds import State as ClaimState
from wallet.notices import service as notices
from wallet.notices.models import OutboxMessage
from wallet.pages import words
from wallet.pages.language import _


@dataclass(frozen=True, slots=True)
class News:
    """`more`: a second sentence; `care`: the reader should look at it."""

    text: str
    at: datetime
    href: str
    more: str = ""
    care: bool = False


AT_MOST = 20
ANSWERS_BY_RIGHT = ("right.acknowledge", "right.extend", "right.complete", "right.refuse")
Payload = Mapping[str, str]


def tell(session: Session, catalogue: Catalogue, citizen: UUID) -> list[News]:
    """The latest first; for a page that writes an entry of its own."""
    newscaster = _Newscaster(session, catalogue, citizen)
    messages = notices.for_citizen(session, citizen, limit=AT_MOST)
    told = [newscaster.tell(message) for message in messages if message.kind in newscaster.kinds]
    told += [_used(catalogue, use) for use in uses.latest_uses(session, citizen, limit=AT_MOST)]
    return sorted(told, key=lambda one: one.at, reverse=True)[:AT_MOST]


def _used(catalogue: Catalogue, use: LatestUse) -> News:
    errand = words.errand(words.procedure(catalogue, use.procedure))
    if errand:
        text = _("%(who)s đã xem giấy để %(errand)s", who=use.organisation, errand=errand)
    else:
        text = _("%(who)s đã xem giấy", who=use.organisation)
    return News(text, use.at, f"/da-cho-phep/{use.consent}", _("Đúng như đã cho phép."))


class _Newscaster:
    def __init__(self, session: Session, catalogue: Catalogue, citizen: UUID) -> None:
        self._session = session
        self._catalogue = catalogue
        self._citizen = citizen
        self.kinds: dict[str, Callable[[OutboxMessage], News]] = {
            "record.deposited": self._deposited,
            "record.revoked": self._revoked,
            "correction.asked": self._correction_asked,
            "correction.answered": self._correction_answered,
            "consent.answered-by-rule": self._answered_by_rule,
            "consent.expired": self._ended,
            "consent.terminated": self._ended,
            "consent.invalidated": self._ended,
            "mandate.majority": self._of_age,
            "mandate.time": self._mandate_over,
            "mandate.evidence": self._evidence_over,
            "mandate.claimed": self._claimed,
            "mandate.claim-decided": self._claim_decided,
            **dict.fromkeys(ANSWERS_BY_RIGHT, self._by_right),
            "zalo.bound": self._zalo_bound,
            "zalo.revoked": self._zalo_revoked,
            **dict.fromkeys(words.EFFECTS, self._effect),
        }

    def tell(self, message: OutboxMessage) -> News:
        return self.kinds[message.kind](message)

    def _deposited(self, message: OutboxMessage) -> News:
        told = message.payload
        text = _("%(who)s đã gửi %(paper)s vào ví", who=told["organisation"], paper=self._paper(told))
        more = _("Tệp có điều cần lưu ý. Xin đọc trước khi tải về.") if told.get("flags") else ""
        return News(text, message.created_at, f"/giay-to/{told['record']}", more, bool(more))

    def _revoked(self, message: OutboxMessage) -> News:
        told = message.payload
        said = {"who": told["organisation"], "paper": self._paper(told)}
        if told["status"] == "superseded":
            text = _("%(who)s đã có %(paper)s mới thay bản cũ", **said)
        else:
            text = _("%(who)s đã thu hồi %(paper)s", **said)
        used = uses.uses_of(self._session, self._citizen, UUID(told["record"]))
        holding = [use.organisation for use in used if use.open]
        more = (
            _("Hồ sơ còn mở đang dùng bản cũ: %(who)s. Nơi đó đã được báo.", who=", ".join(holding)) if holding else ""
        )
        return News(text, message.created_at, f"/giay-to/{told['record']}", more, care=True)

    def _correction_asked(self, message: OutboxMessage) -> News:
        told = message.payload
        text = _(
            "Tờ khai ghi khác %(paper)s, nên ví đã xin %(who)s sửa", who=told["organisation"], paper=self._paper(told)
        )
        return News(text, message.created_at, f"/xin-sua/{told['correction']}")

    def _correction_answered(self, message: OutboxMessage) -> News:
        told = message.payload
        if told["state"] == State.ACCEPTED:
            text = _("%(who)s đồng ý sửa %(paper)s", who=told["organisation"], paper=self._paper(told))
        else:
            text = _("%(who)s trả lời: không sửa %(paper)s", who=told["organisation"], paper=self._paper(told))
        return News(text, message.created_at, f"/xin-sua/{told['correction']}")

    def _answered_by_rule(self, message: OutboxMessage) -> News:
        told = message.payload
        if told["state"] == ConsentState.REFUSED:
            text = _("Ví đã tự trả lời không với %(who)s", who=told["organisation"])
        else:
            text = _("Ví đã tự đồng ý cho %(who)s xem", who=told["organisation"])
        return News(text, message.created_at, f"/da-cho-phep/{told['consent']}", _("Theo quy tắc đã đặt."))

    def _ended(self, message: OutboxMessage) -> News:
        told = message.payload
        text = _("%(who)s không còn được xem nữa", who=told["organisation"])
        more = {
            "consent.expired": _("Đã hết thời hạn cho phép."),
            "consent.terminated": _("Hồ sơ đã đóng."),
            "consent.invalidated": _("Giấy liên quan không còn dùng được."),
        }[message.kind]
        return News(text, message.created_at, f"/da-cho-phep/{told['consent']}", more)

    def _effect(self, message: OutboxMessage) -> News:
        href = f"/ho-so/{message.payload['dossier']}"
        return News(str(words.EFFECTS[message.kind]), message.created_at, href, care=True)

    def _of_age(self, message: OutboxMessage) -> News:
        """The wallet is handed over: what was done in it until now is theirs to read."""
        more = _("Cha mẹ đã làm gì trước đây đều ghi ở mục Ai đã xem.")
        return News(
            _("Đã đủ 18 tuổi: từ bây giờ ví này do chủ ví tự giữ"), message.created_at, "/ai-da-xem", more, True
        )

    def _mandate_over(self, message: OutboxMessage) -> News:
        return News(_("Việc nhờ làm thay đã hết hạn"), message.created_at, "/ai-lam-thay")

    def _zalo_bound(self, message: OutboxMessage) -> News:
        more = _("Nếu không phải mình làm, xin bỏ nối ngay.")
        return News(_("Một tài khoản Zalo đã được nối với ví"), message.created_at, "/zalo", more, care=True)

    def _zalo_revoked(self, message: OutboxMessage) -> News:
        more = _("Giấy vẫn còn trong ví. Muốn xóa hẳn ví thì vào Cài đặt.")
        return News(_("Zalo không còn vào được ví này"), message.created_at, "/cai-dat", more, care=True)

    def _by_right(self, message: OutboxMessage) -> News:
        text = _("Bộ phận vận hành đã trả lời yêu cầu về dữ liệu")
        return News(text, message.created_at, "/quyen-cua-toi", care=message.payload["state"] == "refused")

    def _evidence_over(self, message: OutboxMessage) -> News:
        more = _("Có giấy khác chứng minh thì xin trình giấy đó.")
        return News(
            _("Giấy làm căn cứ không còn hiệu lực, nên việc làm thay đã hết"),
            message.created_at, "/lam-thay", more, care=True,
        )  # fmt: skip

    def _claimed(self, message: OutboxMessage) -> News:
        """To the person concerned, and to who acts for them already, who then looks in their name."""
        if message.payload["as"] == "person":
            more = _("Không đúng thì xin phản đối ngay.")
            text = _("Có người xin làm thay, là cha, mẹ hoặc người giám hộ")
            return News(text, message.created_at, "/ai-lam-thay/xin", more, care=True)
        more = _("Không đúng thì xin mở ví người đó, vào mục Ai đang xin làm thay, rồi phản đối.")
        text = _("Có người khác xin làm thay người được mình làm thay")
        return News(text, message.created_at, "/lam-thay", more, care=True)

    def _claim_decided(self, message: OutboxMessage) -> News:
        told = message.payload
        text = {
            ClaimState.GRANTED: _("Cán bộ đã đồng ý một việc xin làm thay"),
            ClaimState.ENDED: _("Cán bộ đã cho thôi một việc làm thay"),
        }.get(ClaimState(told["state"]), _("Một việc xin làm thay không được chấp nhận"))
        hrefs = {"claimant": f"/lam-thay/xin/{told['claim']}", "person": "/ai-lam-thay/xin", "other": "/lam-thay"}
        return News(text, message.created_at, hrefs[told["as"]], care=True)

    def _paper(self, told: Payload) -> str:
        return words.paper(self._catalogue, told["type"])
