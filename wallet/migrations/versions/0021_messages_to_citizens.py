"""where citizens want to be told, and letters on their way"""

import sqlalchemy as sa
from alembic import op

import wallet.database

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact",
        sa.Column("sealed_email", sa.LargeBinary(), nullable=True),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("zalo", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("asked_at", wallet.database.Moment(timezone=True), nullable=True),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", wallet.database.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizen.id"], name=op.f("fk_contact_citizen_id_citizen")),
        sa.PrimaryKeyConstraint("citizen_id", name=op.f("pk_contact")),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=40), nullable=False),
        sa.Column("next_at", wallet.database.Moment(timezone=True), nullable=False),
        sa.Column("leased_until", wallet.database.Moment(timezone=True), nullable=False),
        sa.Column("created_at", wallet.database.Moment(timezone=True), nullable=False),
        sa.Column("ended_at", wallet.database.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizen.id"], name=op.f("fk_letter_citizen_id_citizen")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_index("ix_letter_due", "letter", ["state", "next_at"])
    op.create_index(op.f("ix_letter_citizen_id"), "letter", ["citizen_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_letter_citizen_id"), table_name="letter")
    op.drop_index("ix_letter_due", table_name="letter")
    op.drop_table("letter")
    op.drop_table("contact")
