"""links that give one document once"""

import sqlalchemy as sa
from alembic import op

import wallet.database

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_link",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", wallet.database.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_document_link_record_id_record")),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizen.id"], name=op.f("fk_document_link_citizen_id_citizen")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_document_link")),
    )
    op.create_index(op.f("ix_document_link_citizen_id"), "document_link", ["citizen_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_document_link_citizen_id"), table_name="document_link")
    op.drop_table("document_link")
