"""revision of figures

Revision: 0006
Follows: 0005

A second number, which grows with every change of what figures are counted from. Open leads are
counted by node, and the latest found, from an index alone; so is what figures ask of projects.
"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

LATEST = ['node_id', 'state', 'updated_at', 'id', 'unit_id', 'owner_id']
COUNTED = [
    'id', 'node_id', 'unit_id', 'owner_id', 'state', 'kind', 'confidential', 'is_foreign',
    'channel', 'country', 'region_code', 'investment_fen',
]
REVISIONS = sa.table('revisions', sa.column('id', sa.Integer), sa.column('number', sa.Integer))


def upgrade() -> None:
    op.bulk_insert(REVISIONS, [{'id': 2, 'number': 1}])
    with op.batch_alter_table('leads', schema=None) as batch_op:
        batch_op.drop_index('ix_leads_node_state')
        batch_op.create_index('ix_leads_node_latest', LATEST, unique=False)
    with op.batch_alter_table('projects', schema=None) as batch_op:
        batch_op.create_index('ix_projects_counted', COUNTED, unique=False)


def downgrade() -> None:
    with op.batch_alter_table('projects', schema=None) as batch_op:
        batch_op.drop_index('ix_projects_counted')
    with op.batch_alter_table('leads', schema=None) as batch_op:
        batch_op.drop_index('ix_leads_node_latest')
        batch_op.create_index('ix_leads_node_state', ['node_id', 'state'], unique=False)
    op.execute(REVISIONS.delete().where(REVISIONS.c.id == 2))
