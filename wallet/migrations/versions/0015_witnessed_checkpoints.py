"""witnessed checkpoints"""

import sqlalchemy as sa
from alembic import op

import wallet.database

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "log_witnessed",
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("witnessed_at", wallet.database.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("origin", "size", name=op.f("pk_log_witnessed")),
    )


def downgrade() -> None:
    op.drop_table("log_witnessed")
