"""From a proven identity to a session of the wallet, or to a confirmation of one that is there; each with its entry."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from wallet.identity import citizens, sessions, staff
from wallet.identity.confirming import confirm
from wallet.identity.errors import InvalidIdNumberError
from wallet.identity.keys import CitizenKeys
from wallet.identity.oidc.errors import LevelTooLowError, PersonUnknownError, SignInNotCompletedError
from wallet.identity.oidc.registration import Registration
from wallet.identity.oidc.tokens import LEEWAY, Proven
from wallet.identity.secrets import InstanceSecrets
from wallet.identity.sessions import Opened, PersonKind, SignedIn
from wallet.identity.signing_in import entry_of
from wallet.ledger.entries import Operation
from wallet.ledger.log import Log
from wallet.web.calls import Call

METHOD = "oidc"
ASKED_ANEW_WITHIN = timedelta(minutes=5)
"""A confirmation counts when the provider asked the person this recently, as `max_age=0` demands."""


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """What it takes to find the person whom a provider names."""

    log: Log
    keys: CitizenKeys
    secrets: InstanceSecrets
    call: Call
    now: datetime

    def enter(self, session: Session, kind: PersonKind, proven: Proven, registration: Registration) -> Opened:
        """LevelTooLowError; PersonUnknownError. A citizen who comes for the first time gets an empty wallet."""
        if proven.level < registration.least_level:
            raise LevelTooLowError
        person = self._person(session, kind, proven, registration)
        opened = sessions.open_for(session, kind, person, method=METHOD, level=proven.level, now=self.now)
        if opened is None:
            raise PersonUnknownError
        self.log.append(session, entry_of(opened.signed_in, Operation.SIGN_IN, self.call, detail=METHOD, now=self.now))
        return opened

    def confirm(self, session: Session, signed_in: SignedIn, proven: Proven, registration: Registration) -> None:
        """The same person, asked anew just now: SignInNotCompletedError otherwise."""
        kind = PersonKind(signed_in.session.kind)
        at = proven.authenticated_at
        if at is None or not -LEEWAY <= self.now - at <= ASKED_ANEW_WITHIN:
            raise SignInNotCompletedError
        if self._person(session, kind, proven, registration) != signed_in.session.person_id:
            raise SignInNotCompletedError
        confirm(session, self.log, signed_in, self.call, method=METHOD, now=self.now)

    def _person(self, session: Session, kind: PersonKind, proven: Proven, registration: Registration) -> UUID:
        named = proven.claims.get(registration.person_claim)
        if not isinstance(named, str):
            raise PersonUnknownError
        if kind is PersonKind.STAFF:
            member = staff.find_by_login(session, named)
            if member is None:
                raise PersonUnknownError
            return member.id
        try:
            return citizens.enrol(session, self.keys, self.secrets, named, now=self.now).id
        except InvalidIdNumberError:
            raise PersonUnknownError from None
