"""what is half typed"""

import sqlalchemy as sa
from alembic import op

import wallet.database

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.String(length=200), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("citizen_key_version", sa.Integer(), nullable=False),
        sa.Column("saved_at", wallet.database.Moment(timezone=True), nullable=False),
        sa.Column("expires_at", wallet.database.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizen.id"], name=op.f("fk_draft_citizen_id_citizen")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("citizen_id", "form", name=op.f("uq_draft_citizen_id")),
    )
    op.create_index(op.f("ix_draft_citizen_id"), "draft", ["citizen_id"])
    op.create_index(op.f("ix_draft_expires_at"), "draft", ["expires_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_draft_expires_at"), table_name="draft")
    op.drop_index(op.f("ix_draft_citizen_id"), table_name="draft")
    op.drop_table("draft")
