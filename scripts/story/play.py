"""The story in its order. Everything happens over HTTP; each step looks at its outcome before the next begins."""

from dataclasses import replace
from datetime import UTC, datetime

from scripts.example_site.registration import RETURN_PATH, address_at
from scripts.story.applying import apply_for_residence
from scripts.story.bringing import bring_papers
from scripts.story.cast import COMMUNE, DAUGHTER_ID_NUMBER, ID_NUMBER, PORTAL, WARD, Office
from scripts.story.entrusting import leave_things_standing
from scripts.story.looking import audit, see_who_looked
from scripts.story.offices import register
from scripts.story.people import office_at_work, sign_in, sign_in_link
from scripts.story.reusing import exchange_licence, withdraw
from scripts.story.server import Place
from scripts.story.stage import Stage
from scripts.story.telling import Teller

CITIZEN = {"kind": "citizen", "id_number": ID_NUMBER, "form_of_address": "bà"}
DAUGHTER = {"kind": "citizen", "id_number": DAUGHTER_ID_NUMBER, "form_of_address": "chị"}
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
    leave_things_standing(stage)


def tell_links(place: Place, teller: Teller) -> None:
    """A way in for each kind of user; the same link works again and again."""
    for who, vi, en in (
        (CITIZEN, "Bà Mẫu, người dân", "citizen"),
        (DAUGHTER, "Chị Mẫu, con gái, làm thay bà", "her daughter, who acts for her"),
        (AUDITOR, "Kiểm toán viên", "auditor"),
        (OPERATOR, "Người vận hành", "operator"),
    ):
        teller.line(f"  {vi} ({en}):")
        teller.line(f"    {sign_in_link(place, who)}")


def _set_up(place: Place, teller: Teller) -> Stage:
    teller.step(
        "Ba cơ quan đăng ký với ví, mỗi nơi giữ khóa riêng của mình.",
        "Three offices are registered. Their OAuth client reads the wallet's description: private_key_jwt and DPoP.",
    )
    offices = (COMMUNE, PORTAL, with_a_page(WARD, place.site))
    keys = register(place, offices)
    commune, portal = (office_at_work(place, office, key) for office, key in zip(offices[:2], keys[:2], strict=True))
    teller.seen(*(f"{office.organisation}: {office.name}" for office in offices))
    teller.step(
        f"Bà Mẫu, người bịa, số {ID_NUMBER} (không tỉnh nào có đầu số 000), mở ví của mình.",
        "An invented citizen signs in; her wallet is opened at the first sign-in. So does an auditor.",
    )
    citizen, daughter, auditor = (sign_in(place, who) for who in (CITIZEN, DAUGHTER, AUDITOR))
    teller.seen(f"trong ví đang có {len(citizen.get('/v1/me/records'))} giấy")
    run = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    return Stage(place, teller, run, citizen, daughter, auditor, commune, portal)


def with_a_page(office: Office, port: int) -> Office:
    """The office, registered with the page of the example site that citizens are sent back to."""
    return replace(office, redirect_uris=(address_at(port) + RETURN_PATH,))
