"""keys of every use that signs, in place of those for tokens alone"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

import wallet.database

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TOKEN_LIFE = timedelta(minutes=5)
MOMENT = wallet.database.Moment(timezone=True)


def upgrade() -> None:
    table = op.create_table(
        "signing_key",
        sa.Column("use", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kek_id", sa.String(length=200), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("signs_from", MOMENT, nullable=False),
        sa.Column("old_until", MOMENT, nullable=False),
        sa.Column("distrusts_old", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("use", "number", name=op.f("pk_signing_key")),
    )
    before = sa.table(
        "token_key",
        *(sa.column(name) for name in ("number", "kek_id", "wrapped")),
        sa.column("created_at", MOMENT),
        sa.column("signs_from", MOMENT),
    )
    rows = [
        {**row, "use": "tokens", "public": None, "old_until": row["signs_from"] + TOKEN_LIFE, "distrusts_old": False}
        for row in op.get_bind().execute(sa.select(before)).mappings()
    ]
    if rows:
        op.bulk_insert(table, rows)
    op.drop_table("token_key")


def downgrade() -> None:
    raise NotImplementedError("keys of other uses would be lost, and what they signed with them")
