"""Auditors and operators."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from wallet.identity.errors import InvalidStaffError
from wallet.identity.models import Staff

LOGIN_LETTERS = 100


class Role(StrEnum):
    AUDITOR = "auditor"
    OPERATOR = "operator"


def add(session: Session, login: str, role: str, organisation: str, *, now: datetime) -> Staff:
    """The member of staff with this login; added when there was none. InvalidStaffError, also for another role."""
    if role not in set(Role):
        raise InvalidStaffError("the role must be auditor or operator")
    if not login.strip() or len(login) > LOGIN_LETTERS:
        raise InvalidStaffError(f"the login must have 1 to {LOGIN_LETTERS} letters")
    found = find_by_login(session, login)
    if found is None:
        found = Staff(login=login, role=role, organisation=organisation, created_at=now)
        session.add(found)
        session.flush()
    elif found.role != role:
        raise InvalidStaffError("this login has another role; roles do not change under a login")
    return found


def find_by_login(session: Session, login: str) -> Staff | None:
    return session.exec(select(Staff).where(col(Staff.login) == login)).first()
