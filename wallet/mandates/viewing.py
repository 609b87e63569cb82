"""Who acts for me, for whom I act, what waits for my word, and what I did for somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wallet.errors import NotFoundError
from wallet.identity.acting import confirming as confirmations
from wallet.identity.acting import standing as standings
from wallet.identity.acting.models import Confirmation
from wallet.identity.acting.standing import Standing
from wallet.ledger.chain import EntryState, OwnEntry
from wallet.ledger.entries import Operation, Outcome
from wallet.mandates.entries import entry
from wallet.records.reader import Reader
from wallet.records.vault import Vault


@dataclass(frozen=True, slots=True)
class Mandates:
    """`given`: others act for me; `held`: I act for others; the newest first. `asked`: what waits for my word."""

    given: Sequence[Standing]
    held: Sequence[Standing]
    asked: Sequence[Confirmation]


def list_mandates(vault: Vault, reader: Reader, *, now: datetime) -> Mandates:
    """The list is an entry of the reader's own; of those for whom they act it tells no more than the reader knows."""
    with vault.database.reading() as session:
        found = standings.concerning(session, vault.citizen_keys, reader.citizen.id, now=now)
        asked = confirmations.waiting_for(session, reader.citizen.id, now=now)
        told = entry(
            *(reader.citizen.id, Operation.MANDATE_LIST, reader.actor, reader.circumstances),
            outcome=Outcome.RELEASED,
            now=now,
        )
        look = vault.log.sealed(session, told)
    vault.log.note(vault.database, look)
    given = [one for one in found if one.mandate.citizen_id == reader.citizen.id]
    return Mandates(given, [one for one in found if one.mandate.delegate_id == reader.citizen.id], asked)


@dataclass(frozen=True, slots=True)
class Acts:
    """What a delegate did under one mandate, oldest first, and what they asked for."""

    standing: Standing
    entries: Sequence[OwnEntry]
    asked: Sequence[Confirmation]


def read_acts(vault: Vault, reader: Reader, mandate_id: UUID, *, now: datetime) -> Acts:
    """Only the delegate's own acts out of the person's log, where this look stands too; also after the mandate ended.

    NotFoundError for an absent one and for whoever is not the delegate.
    """
    with vault.database.reading() as session:
        standing = standings.find(session, vault.citizen_keys, mandate_id, now=now)
        if standing is None or standing.mandate.delegate_id != reader.citizen.id:
            raise NotFoundError(owner=standing.owner.id if standing else None)
        if standing.terms is None:
            return Acts(standing, [], [])
        told = entry(
            *(standing.owner.id, Operation.MANDATE_LIST, standing.actor, reader.circumstances),
            mandate=mandate_id,
            outcome=Outcome.RELEASED,
            now=now,
        )
        look = vault.log.sealed(session, told)
    vault.log.note(vault.database, look)
    with vault.database.reading() as session:
        history = vault.log.history(session, standing.owner.id)
        asked = confirmations.asked_under(session, mandate_id, now=now)
    return Acts(standing, [one for one in history if is_under(one, mandate_id)], asked)


def is_under(one: OwnEntry, mandate: UUID) -> bool:
    return one.state is EntryState.OPEN and one.groups["actor"].get("mandate") == str(mandate)
