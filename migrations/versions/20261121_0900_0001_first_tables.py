"""first tables

Revision: 0001
Follows: 
"""

import sqlalchemy as sa
from alembic import op


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

SQLITE_SEARCH = (
    """CREATE VIRTUAL TABLE search_index USING fts5(
        tokens, content='search_documents', content_rowid='id',
        tokenize='unicode61', prefix='2 3 4', detail='none', columnsize=0
    )""",
    """CREATE TRIGGER search_documents_added AFTER INSERT ON search_documents BEGIN
        INSERT INTO search_index (rowid, tokens) VALUES (new.id, new.tokens);
    END""",
    """CREATE TRIGGER search_documents_removed AFTER DELETE ON search_documents BEGIN
        INSERT INTO search_index (search_index, rowid, tokens)
        VALUES ('delete', old.id, old.tokens);
    END""",
    """CREATE TRIGGER search_documents_changed AFTER UPDATE OF tokens ON search_documents BEGIN
        INSERT INTO search_index (search_index, rowid, tokens)
        VALUES ('delete', old.id, old.tokens);
        INSERT INTO search_index (rowid, tokens) VALUES (new.id, new.tokens);
    END""",
)
POSTGRESQL_SEARCH = (
    """ALTER TABLE search_documents ADD COLUMN tokens_vector tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(tokens, ' '))) STORED""",
    """CREATE INDEX ix_search_documents_tokens_vector
        ON search_documents USING gin (tokens_vector)""",
)


def upgrade() -> None:
    op.create_table('audit_entries',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor', sa.String(length=80), nullable=False),
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('confidential', sa.Boolean(), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entries'))
    )
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.create_index('ix_audit_entries_action', ['action', 'id'], unique=False)
        batch_op.create_index('ix_audit_entries_actor', ['actor_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entries_at'), ['at'], unique=False)
        batch_op.create_index('ix_audit_entries_subject', ['kind', 'subject_id', 'id'], unique=False)

    op.create_table('audit_head',
    sa.Column('last_id', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head'))
    )
    op.create_table('clusters',
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clusters')),
    sa.UniqueConstraint('code', name=op.f('uq_clusters_code'))
    )
    op.create_table('definitions',
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('landed_stage', sa.Enum('negotiating', 'signed', 'registered', 'started', 'production', 'capacity', name='stage', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('framework_counts', sa.Boolean(), nullable=False),
    sa.Column('kinds_left_out', sa.JSON(), nullable=False),
    sa.Column('milestones', sa.JSON(), nullable=False),
    sa.Column('weights', sa.JSON(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_definitions')),
    sa.UniqueConstraint('effective_from', name=op.f('uq_definitions_effective_from'))
    )
    op.create_table('exchange_rates',
    sa.Column('currency', sa.Enum('CNY', 'USD', 'EUR', 'KRW', 'JPY', 'HKD', 'TWD', name='currency', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('rate', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exchange_rates')),
    sa.UniqueConstraint('currency', 'month', name=op.f('uq_exchange_rates_currency_month'))
    )
    op.create_table('job_runs',
    sa.Column('job', sa.String(length=40), nullable=False),
    sa.Column('period', sa.String(length=20), nullable=False),
    sa.Column('claimed_by', sa.String(length=120), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=500), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job_runs')),
    sa.UniqueConstraint('job', 'period', name=op.f('uq_job_runs_job_period'))
    )
    op.create_table('login_failures',
    sa.Column('username', sa.String(length=80), nullable=False),
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_failures'))
    )
    with op.batch_alter_table('login_failures', schema=None) as batch_op:
        batch_op.create_index('ix_login_failures_address_at', ['address', 'at'], unique=False)
        batch_op.create_index('ix_login_failures_username_at', ['username', 'at'], unique=False)

    op.create_table('org_units',
    sa.Column('parent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.Enum('zone', 'park', 'town', 'bureau', 'office', 'task_force', name='unitkind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['parent_id'], ['org_units.id'], name=op.f('fk_org_units_parent_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_org_units')),
    sa.UniqueConstraint('name', name=op.f('uq_org_units_name'))
    )
    with op.batch_alter_table('org_units', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_org_units_parent_id'), ['parent_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_org_units_path'), ['path'], unique=False)

    op.create_table('plans',
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('issuer', sa.String(length=120), nullable=False),
    sa.Column('document_number', sa.String(length=60), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('is_draft', sa.Boolean(), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plans')),
    sa.UniqueConstraint('code', name=op.f('uq_plans_code'))
    )
    op.create_table('search_documents',
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('audience', sa.Enum('all', 'cleared', 'unit', name='audience', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('tokens', sa.Text(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_documents')),
    sa.UniqueConstraint('kind', 'subject_id', 'audience', name=op.f('uq_search_documents_kind_subject_id_audience'))
    )
    op.create_table('seed_loads',
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seed_loads'))
    )
    op.create_table('seeded_records',
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('key', sa.String(length=300), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seeded_records')),
    sa.UniqueConstraint('kind', 'key', name=op.f('uq_seeded_records_kind_key'))
    )
    op.create_table('chains',
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('cluster_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('description', sa.String(length=1000), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['cluster_id'], ['clusters.id'], name=op.f('fk_chains_cluster_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chains')),
    sa.UniqueConstraint('code', name=op.f('uq_chains_code'))
    )
    with op.batch_alter_table('chains', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_chains_cluster_id'), ['cluster_id'], unique=False)

    op.create_table('users',
    sa.Column('username', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('role', sa.Enum('staff', 'manager', 'leader', 'admin', 'security', 'auditor', name='role', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('scope', sa.Enum('none', 'own', 'unit', 'below', 'zone', name='scope', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=True),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('password_changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('must_change_password', sa.Boolean(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['org_units.id'], name=op.f('fk_users_unit_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_users')),
    sa.UniqueConstraint('username', name=op.f('uq_users_username'))
    )
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_users_unit_id'), ['unit_id'], unique=False)

    op.create_table('activities',
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('activity', sa.Enum('call', 'visit_out', 'visit_in', 'negotiation', 'site_check', 'meeting', 'event', 'note', name='activitykind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('summary', sa.String(length=4000), nullable=False),
    sa.Column('people', sa.String(length=200), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['users.id'], name=op.f('fk_activities_owner_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unit_id'], ['org_units.id'], name=op.f('fk_activities_unit_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activities'))
    )
    with op.batch_alter_table('activities', schema=None) as batch_op:
        batch_op.create_index('ix_activities_happened', ['happened_on', 'id'], unique=False)
        batch_op.create_index('ix_activities_owner', ['owner_id', 'happened_on', 'id'], unique=False)
        batch_op.create_index('ix_activities_subject', ['kind', 'subject_id', 'happened_on', 'id'], unique=False)
        batch_op.create_index('ix_activities_unit', ['unit_id', 'happened_on', 'id'], unique=False)

    op.create_table('attachments',
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('storage_key', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('uploaded_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('removed_reason', sa.String(length=200), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['users.id'], name=op.f('fk_attachments_uploaded_by_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachments')),
    sa.UniqueConstraint('storage_key', name=op.f('uq_attachments_storage_key'))
    )
    with op.batch_alter_table('attachments', schema=None) as batch_op:
        batch_op.create_index('ix_attachments_subject', ['kind', 'subject_id', 'id'], unique=False)

    op.create_table('briefs',
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('year_number', sa.Integer(), nullable=False),
    sa.Column('total_number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('opening', sa.String(length=2000), nullable=False),
    sa.Column('state', sa.Enum('draft', 'issued', name='briefstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=False),
    sa.Column('snapshot', sa.JSON(), nullable=False),
    sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('issued_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['issued_by_id'], ['users.id'], name=op.f('fk_briefs_issued_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unit_id'], ['org_units.id'], name=op.f('fk_briefs_unit_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_briefs')),
    sa.UniqueConstraint('unit_id', 'month', name=op.f('uq_briefs_unit_id_month'))
    )
    op.create_table('chain_nodes',
    sa.Column('chain_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('parent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('stream', sa.Enum('up', 'middle', 'down', name='stream', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('description', sa.String(length=1000), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['chain_id'], ['chains.id'], name=op.f('fk_chain_nodes_chain_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['parent_id'], ['chain_nodes.id'], name=op.f('fk_chain_nodes_parent_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chain_nodes')),
    sa.UniqueConstraint('chain_id', 'code', name=op.f('uq_chain_nodes_chain_id_code'))
    )
    with op.batch_alter_table('chain_nodes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_chain_nodes_chain_id'), ['chain_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_chain_nodes_parent_id'), ['parent_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_chain_nodes_path'), ['path'], unique=False)

    op.create_table('clearances',
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_clearances_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clearances')),
    sa.UniqueConstraint('kind', 'subject_id', 'user_id', name=op.f('uq_clearances_kind_subject_id_user_id'))
    )
    with op.batch_alter_table('clearances', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_clearances_user_id'), ['user_id'], unique=False)

    op.create_table('companies',
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('short_name', sa.String(length=80), nullable=False),
    sa.Column('core_name', sa.String(length=200), nullable=False),
    sa.Column('sound', sa.String(length=200), nullable=False),
    sa.Column('credit_code', sa.String(length=18), nullable=True),
    sa.Column('relation', sa.Enum('local', 'investor', 'target', name='relation', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('is_leader', sa.Boolean(), nullable=False),
    sa.Column('code_named', sa.Boolean(), nullable=False),
    sa.Column('confidential', sa.Boolean(), nullable=False),
    sa.Column('region_code', sa.String(length=6), nullable=True),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('industry_code', sa.String(length=6), nullable=True),
    sa.Column('registered_capital_fen', sa.BigInteger(), nullable=True),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('website', sa.String(length=200), nullable=False),
    sa.Column('description', sa.String(length=2000), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['users.id'], name=op.f('fk_companies_owner_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unit_id'], ['org_units.id'], name=op.f('fk_companies_unit_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_companies')),
    sa.UniqueConstraint('credit_code', name=op.f('uq_companies_credit_code')),
    sa.UniqueConstraint('name', name=op.f('uq_companies_name'))
    )
    with op.batch_alter_table('companies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_companies_core_name'), ['core_name'], unique=False)
        batch_op.create_index('ix_companies_counted', ['relation', 'is_leader', 'confidential'], unique=False)
        batch_op.create_index(batch_op.f('ix_companies_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index('ix_companies_relation', ['relation', 'updated_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_companies_sound'), ['sound'], unique=False)
        batch_op.create_index('ix_companies_unit', ['unit_id', 'updated_at', 'id'], unique=False)
        batch_op.create_index('ix_companies_updated_at_id', ['updated_at', 'id'], unique=False)

    op.create_table('indicators',
    sa.Column('plan_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('unit', sa.String(length=20), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('chain_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('chapter', sa.String(length=80), nullable=False),
    sa.Column('section', sa.String(length=120), nullable=False),
    sa.Column('table_name', sa.String(length=80), nullable=False),
    sa.Column('reading', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['chain_id'], ['chains.id'], name=op.f('fk_indicators_chain_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['plan_id'], ['plans.id'], name=op.f('fk_indicators_plan_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicators')),
    sa.UniqueConstraint('plan_id', 'code', name=op.f('uq_indicators_plan_id_code'))
    )
    with op.batch_alter_table('indicators', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_indicators_chain_id'), ['chain_id'], unique=False)

    op.create_table('login_sessions',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.Column('agent', sa.String(length=200), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_login_sessions_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_sessions')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_login_sessions_token_hash'))
    )
    with op.batch_alter_table('login_sessions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_login_sessions_user_id'), ['user_id'], unique=False)

    op.create_table('notifications',
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('text', sa.String(length=200), nullable=False),
    sa.Column('url', sa.String(length=200), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_notifications_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notifications'))
    )
    with op.batch_alter_table('notifications', schema=None) as batch_op:
        batch_op.create_index('ix_notifications_user', ['user_id', 'read_at', 'id'], unique=False)

    op.create_table('todos',
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=200), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['users.id'], name=op.f('fk_todos_owner_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unit_id'], ['org_units.id'], name=op.f('fk_todos_unit_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_todos'))
    )
    with op.batch_alter_table('todos', schema=None) as batch_op:
        batch_op.create_index('ix_todos_owner_due', ['owner_id', 'done_at', 'due_on'], unique=False)
        batch_op.create_index('ix_todos_subject', ['kind', 'subject_id'], unique=False)

    op.create_table('company_names',
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('short', 'former', 'foreign', 'code', name='namekind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('core_name', sa.String(length=200), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_company_names_company_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_company_names')),
    sa.UniqueConstraint('company_id', 'name', name=op.f('uq_company_names_company_id_name'))
    )
    with op.batch_alter_table('company_names', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_company_names_core_name'), ['core_name'], unique=False)

    op.create_table('company_nodes',
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('node_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('is_main', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_company_nodes_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['node_id'], ['chain_nodes.id'], name=op.f('fk_company_nodes_node_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_company_nodes')),
    sa.UniqueConstraint('company_id', 'node_id', name=op.f('uq_company_nodes_company_id_node_id'))
    )
    with op.batch_alter_table('company_nodes', schema=None) as batch_op:
        batch_op.create_index('ix_company_nodes_main', ['company_id', 'is_main', 'node_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_company_nodes_node_id'), ['node_id'], unique=False)

    op.create_table('contacts',
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('position', sa.String(length=60), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('email', sa.String(length=120), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_contacts_company_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['owner_id'], ['users.id'], name=op.f('fk_contacts_owner_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unit_id'], ['org_units.id'], name=op.f('fk_contacts_unit_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contacts'))
    )
    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contacts_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contacts_phone'), ['phone'], unique=False)

    op.create_table('indicator_values',
    sa.Column('indicator_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('at_least', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind in ('baseline', 'target', 'actual')", name=op.f('ck_indicator_values_kind')),
    sa.ForeignKeyConstraint(['indicator_id'], ['indicators.id'], name=op.f('fk_indicator_values_indicator_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicator_values')),
    sa.UniqueConstraint('indicator_id', 'year', 'kind', name=op.f('uq_indicator_values_indicator_id_year_kind'))
    )
    op.create_table('key_technologies',
    sa.Column('node_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('direction', sa.String(length=80), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['node_id'], ['chain_nodes.id'], name=op.f('fk_key_technologies_node_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_key_technologies')),
    sa.UniqueConstraint('node_id', 'name', name=op.f('uq_key_technologies_node_id_name'))
    )
    op.create_table('leads',
    sa.Column('company_name', sa.String(length=200), nullable=False),
    sa.Column('core_name', sa.String(length=200), nullable=False),
    sa.Column('sound', sa.String(length=200), nullable=False),
    sa.Column('credit_code', sa.String(length=18), nullable=True),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('intent', sa.String(length=1000), nullable=False),
    sa.Column('node_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('amount_minor', sa.BigInteger(), nullable=True),
    sa.Column('currency', sa.Enum('CNY', 'USD', 'EUR', 'KRW', 'JPY', 'HKD', 'TWD', name='currency', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('amount_unit', sa.Enum('yuan', 'wan', 'yi', 'usd', 'wan_usd', 'yi_usd', 'eur', 'wan_eur', 'yi_eur', 'krw', 'wan_krw', 'yi_krw', 'jpy', 'wan_jpy', 'yi_jpy', 'hkd', 'wan_hkd', 'yi_hkd', 'twd', 'wan_twd', 'yi_twd', name='amountunit', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=True),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('region_code', sa.String(length=6), nullable=True),
    sa.Column('channel', sa.Enum('referral', 'office', 'chain', 'fund', 'agent', 'event', 'alumni', 'superior', 'self', 'merger', name='channel', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('contact_name', sa.String(length=40), nullable=False),
    sa.Column('contact_phone', sa.String(length=40), nullable=False),
    sa.Column('state', sa.Enum('open', 'pool', 'converted', 'dropped', name='leadstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('drop_reason', sa.Enum('elsewhere', 'cancelled', 'policy', 'land', 'environment', 'funds', 'no_contact', 'false', 'other', name='dropreason', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('drop_note', sa.String(length=500), nullable=False),
    sa.Column('confidential', sa.Boolean(), nullable=False),
    sa.Column('code_name', sa.String(length=80), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('reported_on', sa.Date(), nullable=False),
    sa.Column('protected_from', sa.Date(), nullable=False),
    sa.Column('last_followed_on', sa.Date(), nullable=True),
    sa.Column('falls_on', sa.Date(), nullable=False),
    sa.Column('next_step', sa.String(length=200), nullable=False),
    sa.Column('next_step_on', sa.Date(), nullable=True),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("not confidential or code_name <> ''", name=op.f('ck_leads_code_name')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_leads_company_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['node_id'], ['chain_nodes.id'], name=op.f('fk_leads_node_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['owner_id'], ['users.id'], name=op.f('fk_leads_owner_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unit_id'], ['org_units.id'], name=op.f('fk_leads_unit_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_leads'))
    )
    with op.batch_alter_table('leads', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_leads_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_leads_contact_phone'), ['contact_phone'], unique=False)
        batch_op.create_index(batch_op.f('ix_leads_core_name'), ['core_name'], unique=False)
        batch_op.create_index(batch_op.f('ix_leads_credit_code'), ['credit_code'], unique=False)
        batch_op.create_index('ix_leads_falls_on', ['state', 'falls_on'], unique=False)
        batch_op.create_index('ix_leads_node_state', ['node_id', 'state'], unique=False)
        batch_op.create_index('ix_leads_owner_state', ['owner_id', 'state', 'falls_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_leads_sound'), ['sound'], unique=False)
        batch_op.create_index('ix_leads_state_updated', ['state', 'updated_at', 'id', 'confidential'], unique=False)
        batch_op.create_index('ix_leads_unit_updated', ['unit_id', 'updated_at', 'id'], unique=False)
        batch_op.create_index('ix_leads_updated_at_id', ['updated_at', 'id'], unique=False)

    op.create_table('quotas',
    sa.Column('code', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('plan_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('metric', sa.Enum('count', 'investment', name='metric', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('milestone', sa.Enum('negotiating', 'signed', 'registered', 'started', 'production', 'capacity', name='stage', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('chain_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('node_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('foreign_only', sa.Boolean(), nullable=False),
    sa.Column('region_group', sa.Enum('yangtze', 'pearl', 'bay', 'capital', 'korea', 'japan', 'west', 'hk_mo_tw', name='regiongroup', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('channel', sa.Enum('referral', 'office', 'chain', 'fund', 'agent', 'event', 'alumni', 'superior', 'self', 'merger', name='channel', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('least_investment_fen', sa.BigInteger(), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('target', sa.BigInteger(), nullable=False),
    sa.Column('at_least', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('chapter', sa.String(length=80), nullable=False),
    sa.Column('section', sa.String(length=120), nullable=False),
    sa.Column('table_name', sa.String(length=80), nullable=False),
    sa.Column('reading', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_quotas_period')),
    sa.CheckConstraint('target >= 0', name=op.f('ck_quotas_target_not_negative')),
    sa.ForeignKeyConstraint(['chain_id'], ['chains.id'], name=op.f('fk_quotas_chain_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['node_id'], ['chain_nodes.id'], name=op.f('fk_quotas_node_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['plan_id'], ['plans.id'], name=op.f('fk_quotas_plan_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unit_id'], ['org_units.id'], name=op.f('fk_quotas_unit_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quotas')),
    sa.UniqueConstraint('code', name=op.f('uq_quotas_code'))
    )
    with op.batch_alter_table('quotas', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_quotas_chain_id'), ['chain_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_quotas_node_id'), ['node_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_quotas_plan_id'), ['plan_id'], unique=False)
        batch_op.create_index('ix_quotas_unit_period', ['unit_id', 'starts_on', 'ends_on'], unique=False)

    op.create_table('projects',
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('sound', sa.String(length=120), nullable=False),
    sa.Column('code_name', sa.String(length=80), nullable=False),
    sa.Column('confidential', sa.Boolean(), nullable=False),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lead_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('node_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('mark', sa.Enum('fill', 'strengthen', 'extend', name='mark', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('kind', sa.Enum('new', 'expansion', 'relocation', 'real_estate', 'fiscal', 'headquarters', name='projectkind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('investment_minor', sa.BigInteger(), nullable=True),
    sa.Column('currency', sa.Enum('CNY', 'USD', 'EUR', 'KRW', 'JPY', 'HKD', 'TWD', name='currency', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('amount_unit', sa.Enum('yuan', 'wan', 'yi', 'usd', 'wan_usd', 'yi_usd', 'eur', 'wan_eur', 'yi_eur', 'krw', 'wan_krw', 'yi_krw', 'jpy', 'wan_jpy', 'yi_jpy', 'hkd', 'wan_hkd', 'yi_hkd', 'twd', 'wan_twd', 'yi_twd', name='amountunit', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('investment_fen', sa.BigInteger(), nullable=True),
    sa.Column('fixed_assets_fen', sa.BigInteger(), nullable=True),
    sa.Column('land_mu_hundredths', sa.Integer(), nullable=True),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('region_code', sa.String(length=6), nullable=True),
    sa.Column('is_foreign', sa.Boolean(), nullable=False),
    sa.Column('channel', sa.Enum('referral', 'office', 'chain', 'fund', 'agent', 'event', 'alumni', 'superior', 'self', 'merger', name='channel', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('description', sa.String(length=2000), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('stage', sa.Enum('negotiating', 'signed', 'registered', 'started', 'production', 'capacity', name='stage', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('state', sa.Enum('active', 'paused', 'dropped', name='projectstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('state_reason', sa.Enum('elsewhere', 'cancelled', 'policy', 'land', 'environment', 'funds', 'no_contact', 'false', 'other', name='dropreason', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('state_note', sa.String(length=500), nullable=False),
    sa.Column('state_on', sa.Date(), nullable=True),
    sa.Column('next_step', sa.String(length=200), nullable=False),
    sa.Column('next_step_on', sa.Date(), nullable=True),
    sa.Column('last_moved_on', sa.Date(), nullable=False),
    sa.Column('amount_rank', sa.BigInteger(), sa.Computed('case when confidential or investment_fen is null then -1 else investment_fen end', persisted=True), nullable=False),
    sa.Column('stage_rank', sa.SmallInteger(), sa.Computed("case stage when 'negotiating' then 0 when 'signed' then 1 when 'registered' then 2 when 'started' then 3 when 'production' then 4 when 'capacity' then 5 end", persisted=True), nullable=False),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("not confidential or code_name <> ''", name=op.f('ck_projects_code_name')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_projects_company_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['lead_id'], ['leads.id'], name=op.f('fk_projects_lead_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['node_id'], ['chain_nodes.id'], name=op.f('fk_projects_node_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['owner_id'], ['users.id'], name=op.f('fk_projects_owner_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unit_id'], ['org_units.id'], name=op.f('fk_projects_unit_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_projects')),
    sa.UniqueConstraint('lead_id', name=op.f('uq_projects_lead_id'))
    )
    with op.batch_alter_table('projects', schema=None) as batch_op:
        batch_op.create_index('ix_projects_amount', ['amount_rank', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_projects_company_id'), ['company_id'], unique=False)
        batch_op.create_index('ix_projects_funnel', ['state', 'stage', 'node_id', 'unit_id', 'confidential', 'kind', 'investment_fen'], unique=False)
        batch_op.create_index('ix_projects_moved', ['last_moved_on', 'id'], unique=False)
        batch_op.create_index('ix_projects_node', ['node_id', 'state', 'stage'], unique=False)
        batch_op.create_index('ix_projects_owner_state', ['owner_id', 'state', 'last_moved_on'], unique=False)
        batch_op.create_index('ix_projects_stage_rank', ['stage_rank', 'id'], unique=False)
        batch_op.create_index('ix_projects_stage_updated', ['state', 'stage', 'updated_at', 'id'], unique=False)
        batch_op.create_index('ix_projects_state_moved', ['state', 'last_moved_on', 'id'], unique=False)
        batch_op.create_index('ix_projects_unit_stage', ['unit_id', 'stage', 'updated_at', 'id'], unique=False)
        batch_op.create_index('ix_projects_unit_updated', ['unit_id', 'updated_at', 'id'], unique=False)
        batch_op.create_index('ix_projects_updated_at_id', ['updated_at', 'id'], unique=False)

    op.create_table('milestones',
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stage', sa.Enum('negotiating', 'signed', 'registered', 'started', 'production', 'capacity', name='stage', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('occurred_on', sa.Date(), nullable=False),
    sa.Column('basis', sa.Enum('exact', 'not_later', name='datebasis', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('state', sa.Enum('reported', 'verified', 'returned', 'revoked', name='milestonestate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=True),
    sa.Column('agreement', sa.Enum('contract', 'framework', name='agreement', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('document_number', sa.String(length=80), nullable=False),
    sa.Column('parties', sa.String(length=200), nullable=False),
    sa.Column('credit_code', sa.String(length=18), nullable=True),
    sa.Column('company_name', sa.String(length=200), nullable=False),
    sa.Column('capital_fen', sa.BigInteger(), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('exception_reason', sa.String(length=500), nullable=False),
    sa.Column('reported_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decision_reason', sa.String(length=500), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['decided_by_id'], ['users.id'], name=op.f('fk_milestones_decided_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['project_id'], ['projects.id'], name=op.f('fk_milestones_project_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['reported_by_id'], ['users.id'], name=op.f('fk_milestones_reported_by_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_milestones'))
    )
    with op.batch_alter_table('milestones', schema=None) as batch_op:
        batch_op.create_index('ix_milestones_counted', ['state', 'stage', 'occurred_on', 'project_id', 'agreement', 'amount_fen'], unique=False)
        batch_op.create_index('ix_milestones_project', ['project_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_milestones_reported_by_id'), ['reported_by_id'], unique=False)
        batch_op.create_index('uq_milestones_live', ['project_id', 'stage'], unique=True, sqlite_where=sa.text("state in ('reported', 'verified')"), postgresql_where=sa.text("state in ('reported', 'verified')"))

    op.create_table('planned_dates',
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stage', sa.Enum('negotiating', 'signed', 'registered', 'started', 'production', 'capacity', name='stage', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('planned_on', sa.Date(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['projects.id'], name=op.f('fk_planned_dates_project_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_planned_dates')),
    sa.UniqueConstraint('project_id', 'stage', name=op.f('uq_planned_dates_project_id_stage'))
    )
    op.create_table('project_nodes',
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('node_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('share', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('share > 0 and share <= 10000', name=op.f('ck_project_nodes_share')),
    sa.ForeignKeyConstraint(['node_id'], ['chain_nodes.id'], name=op.f('fk_project_nodes_node_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['project_id'], ['projects.id'], name=op.f('fk_project_nodes_project_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_project_nodes')),
    sa.UniqueConstraint('project_id', 'node_id', name=op.f('uq_project_nodes_project_id_node_id'))
    )
    with op.batch_alter_table('project_nodes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_project_nodes_node_id'), ['node_id'], unique=False)

    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_SEARCH if sqlite else POSTGRESQL_SEARCH:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_index")
    with op.batch_alter_table('project_nodes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_project_nodes_node_id'))

    op.drop_table('project_nodes')
    op.drop_table('planned_dates')
    with op.batch_alter_table('milestones', schema=None) as batch_op:
        batch_op.drop_index('uq_milestones_live', sqlite_where=sa.text("state in ('reported', 'verified')"), postgresql_where=sa.text("state in ('reported', 'verified')"))
        batch_op.drop_index(batch_op.f('ix_milestones_reported_by_id'))
        batch_op.drop_index('ix_milestones_project')
        batch_op.drop_index('ix_milestones_counted')

    op.drop_table('milestones')
    with op.batch_alter_table('projects', schema=None) as batch_op:
        batch_op.drop_index('ix_projects_updated_at_id')
        batch_op.drop_index('ix_projects_unit_updated')
        batch_op.drop_index('ix_projects_unit_stage')
        batch_op.drop_index('ix_projects_state_moved')
        batch_op.drop_index('ix_projects_stage_updated')
        batch_op.drop_index('ix_projects_stage_rank')
        batch_op.drop_index('ix_projects_owner_state')
        batch_op.drop_index('ix_projects_node')
        batch_op.drop_index('ix_projects_moved')
        batch_op.drop_index('ix_projects_funnel')
        batch_op.drop_index(batch_op.f('ix_projects_company_id'))
        batch_op.drop_index('ix_projects_amount')

    op.drop_table('projects')
    with op.batch_alter_table('quotas', schema=None) as batch_op:
        batch_op.drop_index('ix_quotas_unit_period')
        batch_op.drop_index(batch_op.f('ix_quotas_plan_id'))
        batch_op.drop_index(batch_op.f('ix_quotas_node_id'))
        batch_op.drop_index(batch_op.f('ix_quotas_chain_id'))

    op.drop_table('quotas')
    with op.batch_alter_table('leads', schema=None) as batch_op:
        batch_op.drop_index('ix_leads_updated_at_id')
        batch_op.drop_index('ix_leads_unit_updated')
        batch_op.drop_index('ix_leads_state_updated')
        batch_op.drop_index(batch_op.f('ix_leads_sound'))
        batch_op.drop_index('ix_leads_owner_state')
        batch_op.drop_index('ix_leads_node_state')
        batch_op.drop_index('ix_leads_falls_on')
        batch_op.drop_index(batch_op.f('ix_leads_credit_code'))
        batch_op.drop_index(batch_op.f('ix_leads_core_name'))
        batch_op.drop_index(batch_op.f('ix_leads_contact_phone'))
        batch_op.drop_index(batch_op.f('ix_leads_company_id'))

    op.drop_table('leads')
    op.drop_table('key_technologies')
    op.drop_table('indicator_values')
    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contacts_phone'))
        batch_op.drop_index(batch_op.f('ix_contacts_company_id'))

    op.drop_table('contacts')
    with op.batch_alter_table('company_nodes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_company_nodes_node_id'))
        batch_op.drop_index('ix_company_nodes_main')

    op.drop_table('company_nodes')
    with op.batch_alter_table('company_names', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_company_names_core_name'))

    op.drop_table('company_names')
    with op.batch_alter_table('todos', schema=None) as batch_op:
        batch_op.drop_index('ix_todos_subject')
        batch_op.drop_index('ix_todos_owner_due')

    op.drop_table('todos')
    with op.batch_alter_table('notifications', schema=None) as batch_op:
        batch_op.drop_index('ix_notifications_user')

    op.drop_table('notifications')
    with op.batch_alter_table('login_sessions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_login_sessions_user_id'))

    op.drop_table('login_sessions')
    with op.batch_alter_table('indicators', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_indicators_chain_id'))

    op.drop_table('indicators')
    with op.batch_alter_table('companies', schema=None) as batch_op:
        batch_op.drop_index('ix_companies_updated_at_id')
        batch_op.drop_index('ix_companies_unit')
        batch_op.drop_index(batch_op.f('ix_companies_sound'))
        batch_op.drop_index('ix_companies_relation')
        batch_op.drop_index(batch_op.f('ix_companies_owner_id'))
        batch_op.drop_index('ix_companies_counted')
        batch_op.drop_index(batch_op.f('ix_companies_core_name'))

    op.drop_table('companies')
    with op.batch_alter_table('clearances', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_clearances_user_id'))

    op.drop_table('clearances')
    with op.batch_alter_table('chain_nodes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_chain_nodes_path'))
        batch_op.drop_index(batch_op.f('ix_chain_nodes_parent_id'))
        batch_op.drop_index(batch_op.f('ix_chain_nodes_chain_id'))

    op.drop_table('chain_nodes')
    op.drop_table('briefs')
    with op.batch_alter_table('attachments', schema=None) as batch_op:
        batch_op.drop_index('ix_attachments_subject')

    op.drop_table('attachments')
    with op.batch_alter_table('activities', schema=None) as batch_op:
        batch_op.drop_index('ix_activities_unit')
        batch_op.drop_index('ix_activities_subject')
        batch_op.drop_index('ix_activities_owner')
        batch_op.drop_index('ix_activities_happened')

    op.drop_table('activities')
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_users_unit_id'))

    op.drop_table('users')
    with op.batch_alter_table('chains', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_chains_cluster_id'))

    op.drop_table('chains')
    op.drop_table('seeded_records')
    op.drop_table('seed_loads')
    op.drop_table('search_documents')
    op.drop_table('plans')
    with op.batch_alter_table('org_units', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_org_units_path'))
        batch_op.drop_index(batch_op.f('ix_org_units_parent_id'))

    op.drop_table('org_units')
    with op.batch_alter_table('login_failures', schema=None) as batch_op:
        batch_op.drop_index('ix_login_failures_username_at')
        batch_op.drop_index('ix_login_failures_address_at')

    op.drop_table('login_failures')
    op.drop_table('job_runs')
    op.drop_table('exchange_rates')
    op.drop_table('definitions')
    op.drop_table('clusters')
    op.drop_table('audit_head')
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entries_subject')
        batch_op.drop_index(batch_op.f('ix_audit_entries_at'))
        batch_op.drop_index('ix_audit_entries_actor')
        batch_op.drop_index('ix_audit_entries_action')

    op.drop_table('audit_entries')
