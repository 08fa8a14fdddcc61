"""milestones by state

Revision: 0004
Follows: 0003
"""

from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('milestones', schema=None) as batch_op:
        batch_op.drop_index('ix_milestones_project')
        batch_op.create_index('ix_milestones_project', ['project_id', 'state', 'stage'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('milestones', schema=None) as batch_op:
        batch_op.drop_index('ix_milestones_project')
        batch_op.create_index('ix_milestones_project', ['project_id', 'id'], unique=False)
