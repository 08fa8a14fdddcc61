"""daily work

Revision: 0009
Follows: 0005
"""

import sqlalchemy as sa
from alembic import op


revision = '0009'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('leads', schema=None) as batch_op:
        batch_op.add_column(sa.Column('contact_email', sa.String(length=120), server_default='', nullable=False))
        batch_op.add_column(sa.Column('warned_of', sa.Date(), nullable=True))


    op.create_table('protection_versions',
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('protection_days', sa.Integer(), nullable=False),
    sa.Column('follow_up_days', sa.Integer(), nullable=False),
    sa.Column('warning_days', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('protection_days >= follow_up_days', name=op.f('ck_protection_versions_follow_up')),
    sa.CheckConstraint('follow_up_days > warning_days', name=op.f('ck_protection_versions_warning')),
    sa.CheckConstraint('warning_days > 0', name=op.f('ck_protection_versions_positive')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_protection_versions')),
    sa.UniqueConstraint('effective_from', name=op.f('uq_protection_versions_effective_from'))
    )
    with op.batch_alter_table('todos', schema=None) as batch_op:
        batch_op.add_column(sa.Column('repeats', sa.Enum('daily', 'workdays', 'weekly', 'monthly', name='rhythm', native_enum=False, create_constraint=True, length=24), nullable=True))
        batch_op.add_column(sa.Column('repeats_from', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('series_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('assigned_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_todos_repeats_from'), 'repeats is null or repeats_from is not null')
        batch_op.create_foreign_key(batch_op.f('fk_todos_series_id'), 'todos', ['series_id'], ['id'], ondelete='RESTRICT')
        batch_op.create_foreign_key(batch_op.f('fk_todos_assigned_by_id'), 'users', ['assigned_by_id'], ['id'], ondelete='RESTRICT')
        batch_op.create_index(batch_op.f('ix_todos_series_id'), ['series_id'], unique=False)
        batch_op.create_index('ix_todos_assigned', ['assigned_by_id', 'done_at', 'due_on'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('todos', schema=None) as batch_op:
        batch_op.drop_index('ix_todos_assigned')
        batch_op.drop_index(batch_op.f('ix_todos_series_id'))
        batch_op.drop_constraint(batch_op.f('fk_todos_assigned_by_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_todos_series_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('ck_todos_repeats_from'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_todos_rhythm'), type_='check')
        batch_op.drop_column('assigned_by_id')
        batch_op.drop_column('series_id')
        batch_op.drop_column('repeats_from')
        batch_op.drop_column('repeats')
    op.drop_table('protection_versions')
    with op.batch_alter_table('leads', schema=None) as batch_op:
        batch_op.drop_column('warned_of')
        batch_op.drop_column('contact_email')
