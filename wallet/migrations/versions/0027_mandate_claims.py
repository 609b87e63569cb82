"""claims of parents and guardians that staff decide"""

import sqlalchemy as sa
from alembic import op

import wallet.database

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = wallet.database.Moment(timezone=True)
    op.create_table(
        "mandate_claim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claimant_id", sa.Uuid(), nullable=False),
        sa.Column("person_hash", sa.LargeBinary(), nullable=True),
        sa.Column("capacity", sa.String(length=10), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("record_type", sa.String(length=60), nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=False),
        sa.Column("sealed_words", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("answer_by", moment, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("first_staff_id", sa.Uuid(), nullable=True),
        sa.Column("second_staff_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("mandate_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["claimant_id"], ["citizen.id"], name=op.f("fk_mandate_claim_claimant_id_citizen")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_mandate_claim_record_id_record")),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_mandate_claim_mandate_id_mandate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_claim")),
    )
    for column in ("claimant_id", "person_hash", "state"):
        op.create_index(op.f(f"ix_mandate_claim_{column}"), "mandate_claim", [column])


def downgrade() -> None:
    for column in ("claimant_id", "person_hash", "state"):
        op.drop_index(op.f(f"ix_mandate_claim_{column}"), table_name="mandate_claim")
    op.drop_table("mandate_claim")
