"""Another catalogue comes into force, or is refused; either way a row says so, and an entry of the wallet's own chain.

    1  the province's folder is read and checked, in this process
    2  one transaction: the row, accepted or refused, and the log entry
    3  commit
    4  this process puts the new catalogue on its shelf; the others follow the row within seconds

A crash between 3 and 4 leaves a row that this process meets when it starts again.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from policies.catalogue import Catalogue, CatalogueError
from policies.errors import CatalogueMistake
from wallet.catalogue.errors import TOLD_AT_MOST, CatalogueRefusedError
from wallet.catalogue.models import CatalogueChange
from wallet.catalogue.shelf import Shelf
from wallet.database import Database
from wallet.ledger.entries import SYSTEM_SUBJECT, Actor, ActorKind, Circumstances, Entry, Operation, Outcome
from wallet.ledger.log import Log


@dataclass(frozen=True, slots=True)
class Changer:
    """Who wants it, how that reached us, and the log that keeps it."""

    log: Log
    actor: Actor
    circumstances: Circumstances

    @classmethod
    def process(cls, log: Log, name: str) -> "Changer":
        """Nobody who is signed in: a process of the wallet, such as `start` or `command line`."""
        return cls(log, Actor(kind=ActorKind.SYSTEM, id=name), Circumstances())


def reload(database: Database, shelf: Shelf, changer: Changer, *, now: datetime) -> Catalogue:
    """The catalogue that is in force from now on; the same one when nothing changed. CatalogueRefusedError."""
    try:
        found = shelf.read_anew()
    except CatalogueError as error:
        refuse(database, changer, error.mistakes, now=now)
        raise CatalogueRefusedError(error.mistakes) from None
    with database.transaction() as session:
        if in_force(session) != found.version or standing_refusal(session):
            _keep(session, changer, _change(changer, now, version=found.version))
    shelf.put(found)
    return found


def refuse(database: Database, changer: Changer, mistakes: tuple[CatalogueMistake, ...], *, now: datetime) -> None:
    """Keep what is wrong with a folder, for the operator's page; at most as many mistakes as a person corrects."""
    with database.transaction() as session:
        _keep(session, changer, _change(changer, now, mistakes=mistakes[:TOLD_AT_MOST]))


def announce(database: Database, shelf: Shelf, changer: Changer, *, now: datetime) -> None:
    """A process that starts reads the folder as it is, and takes the others along to that version."""
    version = shelf.catalogue.version
    with database.transaction() as session:
        before = in_force(session)
        if not before:  # a wallet's first catalogue takes the place of none: nothing changed that the log should tell
            session.add(_change(changer, now, version=version))
        elif before != version:
            _keep(session, changer, _change(changer, now, version=version))


def in_force(session: Session) -> str:
    """The version on which every process has to be; empty before the first start."""
    newest = last(session, accepted=True)
    return newest.version if newest else ""


def last(session: Session, *, accepted: bool) -> CatalogueChange | None:
    """The newest change that was accepted, or the newest that was refused."""
    wanted = select(CatalogueChange).where(col(CatalogueChange.accepted).is_(accepted))
    return session.exec(wanted.order_by(col(CatalogueChange.number).desc()).limit(1)).first()


def standing_refusal(session: Session) -> CatalogueChange | None:
    """The newest refusal, unless a catalogue was accepted after it."""
    newest = session.exec(select(CatalogueChange).order_by(col(CatalogueChange.number).desc()).limit(1)).first()
    return newest if newest and not newest.accepted else None


def _change(
    changer: Changer, now: datetime, *, version: str = "", mistakes: tuple[CatalogueMistake, ...] = ()
) -> CatalogueChange:
    told = [asdict(each) for each in mistakes]
    return CatalogueChange(at=now, accepted=bool(version), version=version, by=changer.actor.id, mistakes=told)


def _keep(session: Session, changer: Changer, change: CatalogueChange) -> None:
    session.add(change)
    entry = Entry(
        citizen=SYSTEM_SUBJECT,
        operation=Operation.CATALOGUE_RELOAD,
        outcome=Outcome.DONE if change.accepted else Outcome.DENIED,
        actor=changer.actor,
        circumstances=replace(changer.circumstances, catalogue=change.version),
        at=change.at,
    )
    changer.log.append(session, entry)
