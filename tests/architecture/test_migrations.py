"""The database has one history: migrations stand in one line, each behind the one that came before it."""

from pathlib import Path

from alembic.script import ScriptDirectory

from wallet import migrations


def test_migrations_stand_in_one_line_in_the_order_of_their_names() -> None:
    files = sorted(path.stem for path in (Path(migrations.__file__).parent / "versions").glob("*.py"))
    steps = list(ScriptDirectory.from_config(migrations.configuration()).walk_revisions())
    assert [step.revision for step in reversed(steps)] == [name.partition("_")[0] for name in files]
