"""openings of many entries that need a second person"""

import sqlalchemy as sa
from alembic import op

import wallet.database

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulk_opening",
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("case", sa.String(length=40), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("group", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("requested_at", wallet.database.Moment(timezone=True), nullable=False),
        sa.Column("expires_at", wallet.database.Moment(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", wallet.database.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["requested_by"], ["staff.id"], name=op.f("fk_bulk_opening_requested_by_staff")),
        sa.ForeignKeyConstraint(["approved_by"], ["staff.id"], name=op.f("fk_bulk_opening_approved_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_opening")),
    )
    op.create_index(op.f("ix_bulk_opening_requested_by"), "bulk_opening", ["requested_by"])


def downgrade() -> None:
    op.drop_index(op.f("ix_bulk_opening_requested_by"), table_name="bulk_opening")
    op.drop_table("bulk_opening")
