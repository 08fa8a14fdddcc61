"""daily work

Revision: 0009
Follows: 0007
"""

import sqlalchemy as sa
from alembic import op


revision = '0009'
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('leads', schema=None) as batch_op:
        batch_op.add_column(sa.Column('contact_email', sa.String(length=120), server_default='', nullable=False))
        batch_op.add_column(sa.Column('warned_of', sa.Date(), nullable=True))
        batch_op.create_index('ix_leads_step', ['state', 'next_step_on'], unique=False)

    op.create_index('ix_projects_step', 'projects', ['state', 'next_step_on'], unique=False)
    op.create_index('ix_planned_dates_day', 'planned_dates', ['planned_on'], unique=False)


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
    op.create_table('feed_tokens',
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_feed_tokens_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feed_tokens')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_feed_tokens_token_hash')),
    sa.UniqueConstraint('user_id', name=op.f('uq_feed_tokens_user_id'))
    )
    op.create_table('events',
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.Enum('delegation', 'promotion', name='eventkind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('organiser', sa.String(length=120), nullable=False),
    sa.Column('people', sa.String(length=200), nullable=False),
    sa.Column('note', sa.String(length=2000), nullable=False),
    sa.Column('cancelled', sa.Boolean(), nullable=False),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_events_days')),
    sa.ForeignKeyConstraint(['owner_id'], ['users.id'], name=op.f('fk_events_owner_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unit_id'], ['org_units.id'], name=op.f('fk_events_unit_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events'))
    )
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.create_index('ix_events_owner_starts', ['owner_id', 'starts_on', 'id'], unique=False)
        batch_op.create_index('ix_events_starts', ['starts_on', 'id'], unique=False)
        batch_op.create_index('ix_events_unit_starts', ['unit_id', 'starts_on', 'id'], unique=False)

    op.create_table('event_companies',
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('company_name', sa.String(length=200), nullable=False),
    sa.Column('person', sa.String(length=60), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('lead_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_event_companies_company_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_event_companies_event_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['lead_id'], ['leads.id'], name=op.f('fk_event_companies_lead_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_companies')),
    sa.UniqueConstraint('event_id', 'company_name', name=op.f('uq_event_companies_event_id_company_name'))
    )
    with op.batch_alter_table('event_companies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_companies_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_companies_lead_id'), ['lead_id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_planned_dates_day', table_name='planned_dates')
    op.drop_index('ix_projects_step', table_name='projects')
    op.drop_table('event_companies')
    op.drop_table('events')
    op.drop_table('feed_tokens')
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
        batch_op.drop_index('ix_leads_step')
        batch_op.drop_column('warned_of')
        batch_op.drop_column('contact_email')
