"""Whoever reads and keeps papers in a citizen's wallet."""

from dataclasses import dataclass

from wallet.identity.acting.scope import OWNER, Scope
from wallet.identity.models import Citizen
from wallet.ledger.entries import Actor, Circumstances
from wallet.records.models import Record


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose wallet it is, who acts in it as the log names them, and within which bounds."""

    citizen: Citizen
    actor: Actor
    circumstances: Circumstances
    scope: Scope = OWNER

    def may_see(self, record: Record) -> bool:
        mine = record.citizen_id == self.citizen.id and record.status != "deleted"
        return mine and self.scope.covers(record.type)
