"""what both sides of a question show stands with the question, so that its citizen reads it whichever way they come"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

CONSENT = sa.table("consent", sa.column("id", sa.Uuid()), sa.column("binding_message", sa.String()))
REQUEST = sa.table("backchannel_request", sa.column("consent_id", sa.Uuid()), sa.column("binding_message", sa.String()))
OF_CONSENT = REQUEST.c.consent_id == CONSENT.c.id


def upgrade() -> None:
    op.add_column("consent", sa.Column("binding_message", sa.String(length=20), server_default="", nullable=False))
    message = sa.select(REQUEST.c.binding_message).where(OF_CONSENT).scalar_subquery()
    asked = sa.select(REQUEST.c.consent_id).where(OF_CONSENT).exists()
    op.execute(CONSENT.update().where(asked).values(binding_message=message))
    with op.batch_alter_table("backchannel_request", schema=None) as batch_op:
        batch_op.drop_column("binding_message")


def downgrade() -> None:
    with op.batch_alter_table("backchannel_request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("binding_message", sa.String(length=20), server_default="", nullable=False))
    message = sa.select(CONSENT.c.binding_message).where(OF_CONSENT).scalar_subquery()
    op.execute(REQUEST.update().where(REQUEST.c.consent_id.is_not(None)).values(binding_message=message))
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_column("binding_message")
