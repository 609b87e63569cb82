"""papers that come in pieces"""

import sqlalchemy as sa
from alembic import op

import wallet.database

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=True),
        sa.Column("answer", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", wallet.database.Moment(timezone=True), nullable=False),
        sa.Column("expires_at", wallet.database.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizen.id"], name=op.f("fk_upload_citizen_id_citizen")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    op.create_index(op.f("ix_upload_citizen_id"), "upload", ["citizen_id"])
    op.create_index(op.f("ix_upload_expires_at"), "upload", ["expires_at"])
    op.create_table(
        "upload_piece",
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("upload_id", sa.Uuid(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("store_key", sa.String(length=80), nullable=False),
        sa.Column("suite", sa.String(length=40), nullable=False),
        sa.Column("wrapped_dek", sa.LargeBinary(), nullable=False),
        sa.Column("citizen_key_version", sa.Integer(), nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("plaintext_length", sa.BigInteger(), nullable=False),
        sa.Column("sealed_length", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["upload_id"], ["upload.id"], name=op.f("fk_upload_piece_upload_id_upload")),
        sa.PrimaryKeyConstraint("object_id", name=op.f("pk_upload_piece")),
        sa.UniqueConstraint("store_key", name=op.f("uq_upload_piece_store_key")),
        sa.UniqueConstraint("upload_id", "start", name=op.f("uq_upload_piece_upload_id")),
    )
    op.create_index(op.f("ix_upload_piece_upload_id"), "upload_piece", ["upload_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_upload_piece_upload_id"), table_name="upload_piece")
    op.drop_table("upload_piece")
    op.drop_index(op.f("ix_upload_expires_at"), table_name="upload")
    op.drop_index(op.f("ix_upload_citizen_id"), table_name="upload")
    op.drop_table("upload")
