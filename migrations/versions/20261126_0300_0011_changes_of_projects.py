"""changes of projects

Revision: 0011
Follows: 0010

At which number of what figures are counted from each project last changed: workers read it again.
"""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('changes',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_changes'))
    )
    op.create_index('ix_changes_number', 'changes', ['number'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_changes_number', table_name='changes')
    op.drop_table('changes')
