"""What a citizen gives to nobody."""

from uuid import UUID

from sqlmodel import Session

from wallet.consents.standing import statement
from wallet.identity.secrets import InstanceSecrets


def refused_by(session: Session, secrets: InstanceSecrets, citizen: UUID) -> frozenset[str]:
    """Attributes and kinds of papers; for whoever grants, shows or releases something."""
    rules = statement.refusing(session, secrets, citizen)
    return frozenset(name for rule in rules for name in rule.names)
