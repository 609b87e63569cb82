"""entries that an order keeps closed until a date"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "log_seal",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("seal_id", sa.Uuid(), nullable=False),
        sa.Column("surface_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_log_seal")),
    )
    op.create_index(op.f("ix_log_seal_citizen_id"), "log_seal", ["citizen_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_log_seal_citizen_id"), table_name="log_seal")
    op.drop_table("log_seal")
