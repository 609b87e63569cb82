"""The database is what the models say, on both databases, and a commit on it lasts."""

from sqlmodel import func, select

from tests.conftest import NOON
from wallet import migrations
from wallet.database import Database
from wallet.identity.models import SeenToken


def test_the_migrations_build_exactly_the_tables_of_the_models(database: Database) -> None:
    migrations.check(database)


def test_a_commit_is_durable_once_it_returns(database: Database) -> None:
    database.check_durability()


def test_a_reading_session_sees_one_moment_whatever_is_committed_meanwhile(database: Database) -> None:
    with database.reading() as session:
        before = session.exec(select(func.count()).select_from(SeenToken)).one()
        with database.transaction() as other:
            other.add(SeenToken(kind="proof", issuer="somebody", hash=bytes(32), expires_at=NOON))
        after = session.exec(select(func.count()).select_from(SeenToken)).one()

    assert (before, after) == (0, 0)


def test_a_reading_session_sees_what_was_committed_before_it(database: Database) -> None:
    with database.transaction() as session:
        session.add(SeenToken(kind="proof", issuer="somebody", hash=bytes(32), expires_at=NOON))

    with database.reading() as session:
        assert session.exec(select(func.count()).select_from(SeenToken)).one() == 1
