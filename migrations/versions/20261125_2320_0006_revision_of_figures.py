"""revision of figures

Revision: 0006
Follows: 0005

A second number, which grows with every change of what figures are counted from. Open leads are
counted by node from an index alone.
"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

REVISIONS = sa.table('revisions', sa.column('id', sa.Integer), sa.column('number', sa.Integer))


def upgrade() -> None:
    op.bulk_insert(REVISIONS, [{'id': 2, 'number': 1}])
    _index('node_id', 'state', 'unit_id', 'owner_id')


def downgrade() -> None:
    _index('node_id', 'state')
    op.execute(REVISIONS.delete().where(REVISIONS.c.id == 2))


def _index(*columns: str) -> None:
    with op.batch_alter_table('leads', schema=None) as batch_op:
        batch_op.drop_index('ix_leads_node_state')
        batch_op.create_index('ix_leads_node_state', columns, unique=False)
