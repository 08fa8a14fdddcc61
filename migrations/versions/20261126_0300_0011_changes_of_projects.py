"""changes of projects

Revision: 0011
Follows: 0010

At which number of figures each project last changed, so that workers read it alone again; and a
third number, for what is counted of companies. The index of which figures read projects goes: they
are counted from memory.
"""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

REVISIONS = sa.table('revisions', sa.column('id', sa.Integer), sa.column('number', sa.Integer))

COUNTED = [
    'id', 'node_id', 'unit_id', 'owner_id', 'state', 'kind', 'confidential', 'is_foreign',
    'channel', 'country', 'region_code', 'investment_fen',
]


def upgrade() -> None:
    op.bulk_insert(REVISIONS, [{'id': 3, 'number': 1}])
    op.create_table('changes',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_changes'))
    )
    op.create_index('ix_changes_number', 'changes', ['number'], unique=False)
    op.drop_index('ix_projects_counted', table_name='projects')


def downgrade() -> None:
    op.create_index('ix_projects_counted', 'projects', COUNTED, unique=False)
    op.drop_index('ix_changes_number', table_name='changes')
    op.drop_table('changes')
    op.execute(REVISIONS.delete().where(REVISIONS.c.id == 3))
