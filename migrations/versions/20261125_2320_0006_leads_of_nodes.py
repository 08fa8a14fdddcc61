"""the latest leads of each node

Revision: 0006
Follows: 0005
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_leads_node_latest", "leads", ["node_id", "state", "updated_at", "id"])
    op.drop_index("ix_leads_node_state", table_name="leads")


def downgrade() -> None:
    op.create_index("ix_leads_node_state", "leads", ["node_id", "state"])
    op.drop_index("ix_leads_node_latest", table_name="leads")
