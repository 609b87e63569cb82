"""The story in its order. Everything happens over HTTP; each step looks at its outcome before the next begins."""

from datetime import UTC, datetime

from scripts.story.applying import apply_for_residence
from scripts.story.bringing import bring_papers
from scripts.story.cast import COMMUNE, ID_NUMBER, PORTAL
from scripts.story.looking import audit, see_who_looked
from scripts.story.offices import register
from scripts.story.people import office_at_work, sign_in, sign_in_link
from scripts.story.reusing import exchange_licence, withdraw
from scripts.story.server import Place
from scripts.story.stage import Stage
from scripts.story.telling import Teller

CITIZEN = {"kind": "citizen", "id_number": ID_NUMBER, "form_of_address": "bà"}
AUDITOR = {"kind": "auditor", "login": "kiem-toan-mau"}
OPERATOR = {"kind": "operator", "login": "van-hanh-mau"}


def play(place: Place, teller: Teller) -> None:
    """Tell the story once. StoryStoppedError at the first thing that is not as it should be."""
    stage = _set_up(place, teller)
    bring_papers(stage)
    first = apply_for_residence(stage)
    second = exchange_licence(stage)
    withdraw(stage, second)
    see_who_looked(stage, (first, second))
    audit(stage)


def tell_links(place: Place, teller: Teller) -> None:
    """A way in for each kind of user; the same link works again and again."""
    for who, vi, en in (
        (CITIZEN, "Bà Mẫu, người dân", "citizen"),
        (AUDITOR, "Kiểm toán viên", "auditor"),
        (OPERATOR, "Người vận hành", "operator"),
    ):
        teller.line(f"  {vi} ({en}):")
        teller.line(f"    {sign_in_link(place, who)}")


def _set_up(place: Place, teller: Teller) -> Stage:
    teller.step(
        "Hai cơ quan đăng ký với ví, mỗi nơi giữ khóa riêng của mình.",
        "Two offices are registered. Their OAuth client reads the wallet's description: private_key_jwt and DPoP.",
    )
    offices = (COMMUNE, PORTAL)
    commune, portal = (
        office_at_work(place, office, key) for office, key in zip(offices, register(place, offices), strict=True)
    )
    teller.seen(*(f"{office.organisation}: {office.name}" for office in offices))
    teller.step(
        f"Bà Mẫu, người bịa, số {ID_NUMBER} (không tỉnh nào có đầu số 000), mở ví của mình.",
        "An invented citizen signs in; her wallet is opened at the first sign-in. So does an auditor.",
    )
    citizen, auditor = sign_in(place, CITIZEN), sign_in(place, AUDITOR)
    teller.seen(f"trong ví đang có {len(citizen.get('/v1/me/records'))} giấy")
    run = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    return Stage(place, teller, run, citizen, auditor, commune, portal)
