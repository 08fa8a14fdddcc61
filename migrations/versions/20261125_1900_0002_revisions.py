"""revisions

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    revisions = op.create_table('revisions',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_revisions'))
    )
    op.bulk_insert(revisions, [{'id': 1, 'number': 1}])


def downgrade() -> None:
    op.drop_table('revisions')
