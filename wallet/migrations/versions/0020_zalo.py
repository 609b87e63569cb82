"""Zalo accounts that are bound to wallets, arrivals without one, and people for whom the law wants extra care"""

import sqlalchemy as sa
from alembic import op

import wallet.database

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "zalo_binding",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("bound_at", wallet.database.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizen.id"], name=op.f("fk_zalo_binding_citizen_id_citizen")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zalo_binding")),
        sa.UniqueConstraint("citizen_id", name=op.f("uq_zalo_binding_citizen_id")),
        sa.UniqueConstraint("mark", name=op.f("uq_zalo_binding_mark")),
    )
    op.create_table(
        "zalo_arrival",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("expires_at", wallet.database.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_zalo_arrival")),
    )
    op.add_column("citizen", sa.Column("assisted", sa.Boolean(), server_default=sa.false(), nullable=False))
    method = sa.Column("method", sa.String(length=20), server_default="ticket", nullable=False)
    op.add_column("sign_in_ticket", method)


def downgrade() -> None:
    op.drop_column("sign_in_ticket", "method")
    op.drop_column("citizen", "assisted")
    op.drop_table("zalo_arrival")
    op.drop_table("zalo_binding")
