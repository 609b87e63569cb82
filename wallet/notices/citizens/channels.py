"""Ways to a citizen. Each sends one line and a link to a page of ours; neither knows what it is about."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Protocol

from wallet.errors import WalletError
from wallet.identity.zalo.connection import Zalo, ZaloRefusedError
from wallet.settings import Settings, SmtpSecurity

WHOLE_SECONDS = 15.0
PERMANENT = 500
"""SMTP: from here on trying again changes nothing (RFC 5321 section 4.2.1)."""
NEVER_AGAIN = frozenset({-111})
"""Zalo: this user cannot be notified."""


class NotSentError(Exception):
    """`word` for the operator; `for_good`: trying again changes nothing."""

    def __init__(self, word: str, *, for_good: bool = False) -> None:
        super().__init__(word)
        self.word = word[:40]
        self.for_good = for_good


class Way(Protocol):
    def send(self, to: str, line: str, link: str, /) -> None:
        """Handed over when this returns. NotSentError."""


@dataclass(frozen=True, slots=True)
class ByZalo:
    zalo: Zalo
    title: str = "Ví Giấy Tờ"

    def send(self, to: str, line: str, link: str, /) -> None:
        shown = {
            "title": self.title,
            "contentTitle": self.title,
            "contentDescription": line,
            "buttonText": "Mở ví",
            "buttonUrl": link,
        }
        try:
            self.zalo.notify(to, shown)
        except ZaloRefusedError as refusal:
            raise NotSentError(f"zalo {refusal.number}", for_good=refusal.number in NEVER_AGAIN) from None
        except WalletError as error:
            raise NotSentError(error.code) from None


@dataclass(frozen=True, slots=True, repr=False)
class ByEmail:
    """SMTP with STARTTLS (RFC 3207) or TLS from the first byte (RFC 8314); the certificate is checked."""

    host: str
    port: int
    user: str
    password: str
    security: SmtpSecurity
    sender: str

    def send(self, to: str, line: str, link: str, /) -> None:
        try:
            with self._connected() as server:
                server.send_message(self._letter(to, line, link))
        except smtplib.SMTPRecipientsRefused as refusal:
            (code, _), *_ = refusal.recipients.values()
            raise NotSentError(f"smtp {code}", for_good=code >= PERMANENT) from None
        except smtplib.SMTPResponseException as refusal:
            raise NotSentError(f"smtp {refusal.smtp_code}") from None
        except (OSError, smtplib.SMTPException) as error:
            raise NotSentError(type(error).__name__) from None

    def _connected(self) -> smtplib.SMTP:
        trust = ssl.create_default_context()
        if self.security is SmtpSecurity.TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=WHOLE_SECONDS, context=trust)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=WHOLE_SECONDS)
        try:
            if self.security is SmtpSecurity.STARTTLS:
                server.starttls(context=trust)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server

    def _letter(self, to: str, line: str, link: str) -> EmailMessage:
        """The subject is the same for all: it is what a locked screen shows."""
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = self.sender, to, "Ví Giấy Tờ"
        letter["Date"], letter["Message-ID"] = format_datetime(datetime.now(UTC)), make_msgid(domain=self._domain())
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834 section 5: no vacation notes in return
        letter.set_content(f"{line}\n\n{link}\n\nThư tự động, xin đừng trả lời. · Automatic, please do not reply.\n")
        return letter

    def _domain(self) -> str:
        return self.sender.rpartition("@")[2].strip("<> ") or "localhost"


def by_email(settings: Settings) -> ByEmail | None:
    """None where the operator has set no mail server."""
    if not settings.smtp_host:
        return None
    return ByEmail(
        host=settings.smtp_host,
        port=settings.smtp_port,
        user=settings.smtp_user,
        password=settings.smtp_password.get_secret_value(),
        security=settings.smtp_security,
        sender=settings.smtp_from,
    )
