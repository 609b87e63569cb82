"""Citizens are told that there is something to read: when, by which way, in which words, and never what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlmodel import col, select

from tests.architecture.house import ROOT, sources
from tests.house import House, open_house
from tests.servers import free_port
from wallet.identity.citizens import FormOfAddress
from wallet.notices import service as notices
from wallet.notices.citizens import contacts
from wallet.notices.citizens.channels import ByEmail, NotSentError, by_email
from wallet.notices.citizens.models import Contact, Letter
from wallet.notices.citizens.posting import Channel
from wallet.notices.citizens.postman import Post
from wallet.notices.citizens.table import When, table
from wallet.notices.citizens.timing import may_go
from wallet.notices.errors import AddressNotUsableError, TooManyAddressCodesError
from wallet.records.reader import Reader
from wallet.settings import Settings, SmtpSecurity
from wallet.web.calls import Call

MORNING = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
"""07:00 in Vietnam."""


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        ("2026-11-23T05:00Z", "2026-11-23T05:00Z"),  # noon in Vietnam
        ("2026-11-23T13:59Z", "2026-11-23T13:59Z"),  # 20:59
        ("2026-11-23T14:00Z", "2026-11-24T00:00Z"),  # 21:00
        ("2026-11-23T17:30Z", "2026-11-24T00:00Z"),  # half past midnight
        ("2026-11-23T23:59Z", "2026-11-24T00:00Z"),  # 06:59
        ("2026-11-24T00:00Z", "2026-11-24T00:00Z"),  # 07:00
        ("2026-12-31T16:00Z", "2027-01-01T00:00Z"),  # 23:00 on New Year's Eve
    ],
)
def test_nobody_is_disturbed_at_night(at: str, goes: str) -> None:
    assert may_go(table(), When.DAYTIME, datetime.fromisoformat(at)) == datetime.fromisoformat(goes)


def test_what_is_urgent_goes_at_any_hour() -> None:
    night = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)

    assert may_go(table(), When.NOW, night) == night


def test_every_kind_of_message_in_the_table_is_told_somewhere() -> None:
    """A row that nothing leads to would be a promise that is not kept."""
    code = "\n".join(path.read_text() for path in sources("wallet"))
    effects = {"dossier.outdates-papers", "dossier.ends-guardianship", "mandate.majority", "mandate.time"}
    states = {"consent.invalidated"}

    assert {kind for kind in table().rows if f'"{kind}"' not in code} <= effects | states


def test_no_line_has_a_place_for_anything_but_a_code_or_a_count() -> None:
    text = (ROOT / "wallet/notices/citizens/messages.yaml").read_text()

    assert set(re.findall(r"{(\w*)", text)) == {"count", "code"}


@dataclass
class Mailbox:
    """Handler of a real SMTP server; `refuses` makes it answer so."""

    letters: list[EmailMessage]
    refuses: str = ""

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"

    def last(self) -> str:
        part = self.letters[-1].get_body()
        assert isinstance(part, EmailMessage)
        return str(part.get_content())


@dataclass
class Town:
    """A wallet, a mail server, and the postman between them."""

    house: House
    mailbox: Mailbox
    post: Post

    def citizen(self, number: str, address: str = "") -> Reader:
        reader = self.house.citizen(number)
        if address:
            self.set(reader, address)
            assert self.confirm(reader, self.code())
        return reader

    def set(self, reader: Reader, address: str) -> None:
        wallet = self.house.wallet
        with wallet.database.transaction() as session:
            keys, call = wallet.vault.citizen_keys, Call("test", "/test", "")
            now = self.house.now()
            contacts.set_address(session, wallet.log, keys, reader.citizen, call, address, now=now)
            if address:
                notices.write_letters(session, reader.citizen.id, contacts.CONFIRM, now=now)

    def confirm(self, reader: Reader, code: str) -> bool:
        with self.house.wallet.database.transaction() as session:
            return contacts.confirm(session, self.house.wallet.secrets, reader.citizen.id, code, now=self.house.now())

    def code(self) -> str:
        """As who reads the mailbox finds it."""
        self.post.deliver()
        (code,) = re.findall(r"\b\d{6}\b", self.mailbox.last())
        return str(code)

    def tell(self, reader: Reader, kind: str, *, now: datetime | None = None) -> None:
        with self.house.wallet.database.transaction() as session:
            notices.tell_citizen(
                session, reader.citizen.id, kind, {"paper": "Giấy khai sinh"}, now=now or self.house.now()
            )

    def letters(self, reader: Reader) -> list[Letter]:
        with self.house.wallet.database.reading() as session:
            mine = select(Letter).where(col(Letter.citizen_id) == reader.citizen.id, Letter.kind != contacts.CONFIRM)
            return list(session.exec(mine.order_by(col(Letter.created_at))).all())


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("town")
    with open_house(f"sqlite:///{folder / 'wallet.db'}", folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def server() -> Iterator[Controller]:
    controller = Controller(Mailbox([]), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def town(house: House, server: Controller) -> Town:
    """By day, with an empty mailbox."""
    mailbox: Mailbox = server.handler
    mailbox.letters.clear()
    mailbox.refuses = ""
    house.now.moment = max(house.now.moment, MORNING) + timedelta(days=2)
    house.now.moment = house.now.moment.replace(hour=5)
    wallet = house.wallet
    mail = ByEmail("127.0.0.1", server.port, "", "", SmtpSecurity.NONE, "vi@example.vn")
    post = Post(
        wallet.database,
        wallet.vault.citizen_keys,
        wallet.secrets,
        {Channel.EMAIL: mail},
        "https://vi.example.vn/",
        house.now,
    )
    return Town(house, mailbox, post)


def test_a_letter_says_that_there_is_something_and_not_what(town: Town) -> None:
    reader = town.citizen("000161100001", "mau@example.vn")

    town.tell(reader, "record.deposited")
    town.post.deliver()

    letter = town.mailbox.letters[-1]
    assert (letter["To"], letter["Subject"]) == ("mau@example.vn", "Ví Giấy Tờ")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "Có giấy mới trong Ví Giấy Tờ." in town.mailbox.last()
    assert "https://vi.example.vn/giay-to" in town.mailbox.last()
    assert "khai sinh" not in letter.as_string()


def test_a_letter_is_sent_once(town: Town) -> None:
    reader = town.citizen("000161100002", "mau@example.vn")
    town.tell(reader, "record.deposited")

    town.post.deliver()
    sent = len(town.mailbox.letters)
    town.post.deliver()

    assert len(town.mailbox.letters) == sent
    assert [letter.state for letter in town.letters(reader)] == ["sent"]


def test_what_waits_together_goes_as_one(town: Town) -> None:
    reader = town.citizen("000161100003", "mau@example.vn")
    night = town.house.now.moment.replace(hour=16)
    for kind in ("record.deposited", "consent.asked", "mandate.time"):
        town.tell(reader, kind, now=night)
    before = len(town.mailbox.letters)

    town.house.now.moment = night
    town.post.deliver()
    at_night = len(town.mailbox.letters) - before
    town.house.now.pass_by(hours=9)
    town.post.deliver()

    assert at_night == 0
    assert len(town.mailbox.letters) - before == 1
    assert "Ví Giấy Tờ có 3 việc mới" in town.mailbox.last()


def test_a_citizen_is_told_in_their_language(town: Town) -> None:
    reader = town.citizen("000161100004", "mau@example.vn")
    with town.house.wallet.database.transaction() as session:
        reader.citizen.language, reader.citizen.form_of_address = "en", FormOfAddress.BAN
        session.add(session.merge(reader.citizen))

    town.tell(reader, "record.deposited")
    town.post.deliver()

    assert "There is a new paper in Ví Giấy Tờ." in town.mailbox.last()


def test_what_is_told_on_the_pages_alone_makes_no_letter(town: Town) -> None:
    reader = town.citizen("000161100005", "mau@example.vn")

    town.tell(reader, "consent.revoked")

    assert town.letters(reader) == []


def test_nobody_is_written_to_before_they_have_typed_the_code(town: Town) -> None:
    reader = town.citizen("000161100006")
    town.set(reader, "la@example.vn")
    code = town.code()
    before = len(town.mailbox.letters)

    town.tell(reader, "record.deposited")
    town.post.deliver()

    assert town.letters(reader) == []
    assert len(town.mailbox.letters) == before
    assert not town.confirm(reader, f"{(int(code) + 1) % 1_000_000:06d}")
    assert town.confirm(reader, code)


def test_a_code_is_good_for_an_hour(town: Town) -> None:
    reader = town.citizen("000161100007")
    town.set(reader, "mau@example.vn")
    code = town.code()

    town.house.now.pass_by(minutes=61)

    assert not town.confirm(reader, code)
    assert not town.confirm(reader, code)


def test_five_wrong_codes_are_enough(town: Town) -> None:
    reader = town.citizen("000161100008")
    town.set(reader, "mau@example.vn")
    code = town.code()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    assert not any(town.confirm(reader, wrong) for _ in range(5))
    assert not town.confirm(reader, code)


def test_five_codes_a_day_are_enough(town: Town) -> None:
    reader = town.citizen("000161100009")
    for number in range(5):
        town.set(reader, f"mau{number}@example.vn")
        town.post.deliver()

    with pytest.raises(TooManyAddressCodesError):
        town.set(reader, "mau6@example.vn")


def test_what_waits_does_not_follow_to_a_new_address(town: Town) -> None:
    reader = town.citizen("000161100010", "cu@example.vn")
    town.tell(reader, "record.deposited", now=town.house.now.moment.replace(hour=16))

    town.set(reader, "moi@example.vn")
    town.house.now.pass_by(hours=20)
    town.post.deliver()

    assert [letter["To"] for letter in town.mailbox.letters if "giấy mới" in str(letter.get_content())] == []


@pytest.mark.parametrize(
    "address",
    [
        "mau",
        "mau@",
        "@example.vn",
        "mau@example",
        "a b@example.vn",
        "a@example.vn\nBcc: b@example.vn",
        "a,b@example.vn",
    ],
)
def test_what_is_no_address_is_refused_and_nothing_changes(town: Town, address: str) -> None:
    reader = town.citizen("000161100011")

    with pytest.raises(AddressNotUsableError):
        town.set(reader, address)

    with town.house.wallet.database.reading() as session:
        assert session.get(Contact, reader.citizen.id) is None


def test_a_mailbox_that_is_full_is_tried_again_for_a_day_and_then_left(town: Town) -> None:
    reader = town.citizen("000161100012", "mau@example.vn")
    town.tell(reader, "record.deposited")
    town.mailbox.refuses = "452 Mailbox full"

    town.post.deliver()
    (waiting,) = town.letters(reader)
    town.house.now.pass_by(hours=25)
    town.post.deliver()
    (left,) = town.letters(reader)

    assert (waiting.state, waiting.failure, waiting.attempts) == ("waiting", "smtp 452", 1)
    assert (left.state, left.attempts) == ("given-up", 2)


def test_an_address_that_does_not_exist_is_left_at_once(town: Town) -> None:
    reader = town.citizen("000161100013", "mau@example.vn")
    town.tell(reader, "record.deposited")
    town.mailbox.refuses = "550 No such user"

    town.post.deliver()

    assert [letter.state for letter in town.letters(reader)] == ["given-up"]


def test_a_letter_that_was_being_sent_in_a_crash_is_sent_again_after_the_lease(town: Town) -> None:
    reader = town.citizen("000161100014", "mau@example.vn")
    town.tell(reader, "record.deposited")
    with town.house.wallet.database.transaction() as session:
        claimed = town.post._claim(session, reader.citizen.id, Channel.EMAIL, town.house.now())
    before = len(town.mailbox.letters)

    town.post.deliver()
    during = len(town.mailbox.letters)
    town.house.now.pass_by(seconds=61)
    town.post.deliver()

    assert claimed is not None
    assert (during - before, len(town.mailbox.letters) - before) == (0, 1)


def test_the_address_does_not_lie_in_clear_in_the_database(town: Town) -> None:
    reader = town.citizen("000161100015", "rat-rieng-tu@example.vn")

    assert reader.citizen.id
    files = [path.read_bytes() for path in town.house.wallet.settings.data_dir.rglob("wallet.db*")]
    assert all(b"rat-rieng-tu" not in content for content in files)


def test_setting_an_address_stands_in_the_citizens_log(town: Town) -> None:
    reader = town.citizen("000161100016", "mau@example.vn")

    assert [one.operation for one in town.house.log_of(reader)] == ["contact.set"]


def test_a_server_without_tls_is_not_spoken_to_where_tls_is_asked_for(server: Controller) -> None:
    mail = ByEmail("127.0.0.1", server.port, "", "", SmtpSecurity.STARTTLS, "vi@example.vn")

    with pytest.raises(NotSentError) as refused:
        mail.send("mau@example.vn", "x", "https://vi.example.vn/")

    assert not refused.value.for_good


def test_a_server_that_is_away_is_a_reason_to_try_again() -> None:
    mail = ByEmail("127.0.0.1", free_port(), "", "", SmtpSecurity.NONE, "vi@example.vn")

    with pytest.raises(NotSentError, match="ConnectionRefusedError"):
        mail.send("mau@example.vn", "x", "https://vi.example.vn/")


def test_no_mail_server_in_the_settings_means_no_way_by_mail() -> None:
    assert by_email(Settings(public_url="https://vi.example.vn")) is None


@pytest.mark.parametrize(
    ("more", "named"),
    [({"smtp_host": "mail.example.vn"}, "WALLET_SMTP_FROM"), ({"smtp_security": "none"}, "WALLET_SMTP_SECURITY")],
)
def test_settings_that_could_send_nothing_or_in_clear_stop_the_start(more: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Settings(public_url="https://vi.example.vn", **more)
