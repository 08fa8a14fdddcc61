"""five plans

Revision: 0005
Follows: 0004a
"""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004a'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('plan_tasks',
    sa.Column('plan_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('group_name', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('content', sa.String(length=1000), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('chapter', sa.String(length=80), nullable=False),
    sa.Column('section', sa.String(length=120), nullable=False),
    sa.Column('table_name', sa.String(length=80), nullable=False),
    sa.Column('reading', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plans.id'], name=op.f('fk_plan_tasks_plan_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_tasks')),
    sa.UniqueConstraint('plan_id', 'number', name=op.f('uq_plan_tasks_plan_id_number'))
    )
    op.create_table('carriers',
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.Enum('land', 'workshop', 'building', 'incubator', 'platform', 'zone', name='carrierkind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('state', sa.Enum('available', 'idle', 'partly', 'occupied', 'in_works', 'planned', name='carrierstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('area', sa.BigInteger(), nullable=True),
    sa.Column('area_unit', sa.Enum('mu', 'sqm', 'wan_sqm', 'sq_km', name='areaunit', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('price', sa.String(length=80), nullable=False),
    sa.Column('chain_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('description', sa.String(length=1000), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['chain_id'], ['chains.id'], name=op.f('fk_carriers_chain_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unit_id'], ['org_units.id'], name=op.f('fk_carriers_unit_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_carriers')),
    sa.UniqueConstraint('code', name=op.f('uq_carriers_code'))
    )
    with op.batch_alter_table('carriers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_carriers_chain_id'), ['chain_id'], unique=False)
        batch_op.create_index('ix_carriers_kind', ['kind', 'state', 'updated_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_carriers_unit_id'), ['unit_id'], unique=False)

    op.create_table('figure_checks',
    sa.Column('plan_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.Enum('equal', 'sum', 'at_most', 'growth', 'product', name='checkkind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('rate', sa.BigInteger(), nullable=True),
    sa.Column('reading', sa.String(length=500), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('decision', sa.Enum('parts', 'whole', name='side', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('decision_reason', sa.String(length=500), nullable=False),
    sa.Column('decided_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['decided_by_id'], ['users.id'], name=op.f('fk_figure_checks_decided_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['plan_id'], ['plans.id'], name=op.f('fk_figure_checks_plan_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_figure_checks')),
    sa.UniqueConstraint('plan_id', 'code', name=op.f('uq_figure_checks_plan_id_code'))
    )
    with op.batch_alter_table('figure_checks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_figure_checks_decided_by_id'), ['decided_by_id'], unique=False)

    op.create_table('task_departments',
    sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('leads', sa.Boolean(), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['task_id'], ['plan_tasks.id'], name=op.f('fk_task_departments_task_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['unit_id'], ['org_units.id'], name=op.f('fk_task_departments_unit_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_departments')),
    sa.UniqueConstraint('task_id', 'name', name=op.f('uq_task_departments_task_id_name'))
    )
    with op.batch_alter_table('task_departments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_task_departments_name'), ['name'], unique=False)
        batch_op.create_index(batch_op.f('ix_task_departments_unit_id'), ['unit_id'], unique=False)

    op.create_table('task_reports',
    sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('normal', 'behind', 'done', name='taskstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('text', sa.String(length=1000), nullable=False),
    sa.Column('reported_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['reported_by_id'], ['users.id'], name=op.f('fk_task_reports_reported_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['task_id'], ['plan_tasks.id'], name=op.f('fk_task_reports_task_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_reports')),
    sa.UniqueConstraint('task_id', 'month', name=op.f('uq_task_reports_task_id_month'))
    )
    with op.batch_alter_table('task_reports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_task_reports_reported_by_id'), ['reported_by_id'], unique=False)

    op.create_table('company_honours',
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('honour', sa.Enum('tech_sme', 'high_tech', 'gazelle', 'potential_unicorn', 'unicorn', 'tech_leader', 'chain_leader', 'specialised', 'little_giant', 'champion', name='honour', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('obtained_on', sa.Date(), nullable=True),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_company_honours_company_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_company_honours')),
    sa.UniqueConstraint('company_id', 'honour', name=op.f('uq_company_honours_company_id_honour'))
    )
    with op.batch_alter_table('company_honours', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_company_honours_honour'), ['honour'], unique=False)

    op.create_table('figure_references',
    sa.Column('check_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('is_whole', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('value_kind', sa.String(length=10), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('product', sa.String(length=40), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind in ('indicator', 'quota', 'capacity')", name=op.f('ck_figure_references_kind')),
    sa.ForeignKeyConstraint(['check_id'], ['figure_checks.id'], name=op.f('fk_figure_references_check_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_figure_references'))
    )
    with op.batch_alter_table('figure_references', schema=None) as batch_op:
        batch_op.create_index('ix_figure_references_check', ['check_id', 'position'], unique=False)
        batch_op.create_index('ix_figure_references_subject', ['kind', 'subject_id'], unique=False)

    op.create_table('plan_mentions',
    sa.Column('plan_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('cluster_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('chain_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('node_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('level', sa.String(length=40), nullable=False),
    sa.Column('place', sa.String(length=80), nullable=False),
    sa.Column('focus', sa.String(length=500), nullable=False),
    sa.Column('companies', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('chapter', sa.String(length=80), nullable=False),
    sa.Column('section', sa.String(length=120), nullable=False),
    sa.Column('table_name', sa.String(length=80), nullable=False),
    sa.Column('reading', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('case when cluster_id is null then 0 else 1 end + case when chain_id is null then 0 else 1 end + case when node_id is null then 0 else 1 end = 1', name=op.f('ck_plan_mentions_one_subject')),
    sa.ForeignKeyConstraint(['chain_id'], ['chains.id'], name=op.f('fk_plan_mentions_chain_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['cluster_id'], ['clusters.id'], name=op.f('fk_plan_mentions_cluster_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['node_id'], ['chain_nodes.id'], name=op.f('fk_plan_mentions_node_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['plan_id'], ['plans.id'], name=op.f('fk_plan_mentions_plan_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_mentions'))
    )
    with op.batch_alter_table('plan_mentions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_mentions_chain_id'), ['chain_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_plan_mentions_cluster_id'), ['cluster_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_plan_mentions_node_id'), ['node_id'], unique=False)
        batch_op.create_index('ix_plan_mentions_plan', ['plan_id', 'position'], unique=False)

    op.create_table('paid_in_amounts',
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('cents', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.Enum('reported', 'verified', 'returned', 'revoked', name='milestonestate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('reported_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decision_reason', sa.String(length=500), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('cents > 0', name=op.f('ck_paid_in_amounts_cents')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['users.id'], name=op.f('fk_paid_in_amounts_decided_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['project_id'], ['projects.id'], name=op.f('fk_paid_in_amounts_project_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['reported_by_id'], ['users.id'], name=op.f('fk_paid_in_amounts_reported_by_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paid_in_amounts'))
    )
    with op.batch_alter_table('paid_in_amounts', schema=None) as batch_op:
        batch_op.create_index('ix_paid_in_amounts_counted', ['state', 'month', 'project_id', 'cents'], unique=False)
        batch_op.create_index(batch_op.f('ix_paid_in_amounts_decided_by_id'), ['decided_by_id'], unique=False)
        batch_op.create_index('ix_paid_in_amounts_project', ['project_id', 'month'], unique=False)
        batch_op.create_index(batch_op.f('ix_paid_in_amounts_reported_by_id'), ['reported_by_id'], unique=False)

    op.create_table('project_capacities',
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('product', sa.String(length=40), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('unit', sa.String(length=20), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('value > 0', name=op.f('ck_project_capacities_value')),
    sa.ForeignKeyConstraint(['project_id'], ['projects.id'], name=op.f('fk_project_capacities_project_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_project_capacities')),
    sa.UniqueConstraint('project_id', 'product', name=op.f('uq_project_capacities_project_id_product'))
    )
    with op.batch_alter_table('indicator_values', schema=None) as batch_op:
        batch_op.add_column(sa.Column('counts', sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column('decision_reason', sa.String(length=500), server_default='', nullable=False))
        batch_op.add_column(sa.Column('decided_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.drop_constraint(batch_op.f('uq_indicator_values_indicator_id_year_kind'), type_='unique')
        batch_op.create_index(batch_op.f('ix_indicator_values_decided_by_id'), ['decided_by_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_indicator_values_indicator_id_year_kind_source'), ['indicator_id', 'year', 'kind', 'source'])
        batch_op.create_foreign_key(batch_op.f('fk_indicator_values_decided_by_id'), 'users', ['decided_by_id'], ['id'], ondelete='RESTRICT')

    with op.batch_alter_table('indicators', schema=None) as batch_op:
        batch_op.add_column(sa.Column('subject', sa.String(length=80), server_default='', nullable=False))
        batch_op.add_column(sa.Column('cluster_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('node_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_index(batch_op.f('ix_indicators_cluster_id'), ['cluster_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_indicators_node_id'), ['node_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_indicators_node_id'), 'chain_nodes', ['node_id'], ['id'], ondelete='RESTRICT')
        batch_op.create_foreign_key(batch_op.f('fk_indicators_cluster_id'), 'clusters', ['cluster_id'], ['id'], ondelete='RESTRICT')

    with op.batch_alter_table('key_technologies', schema=None) as batch_op:
        batch_op.add_column(sa.Column('chain_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
    op.execute("UPDATE key_technologies SET chain_id ="
               " (SELECT chain_id FROM chain_nodes WHERE chain_nodes.id = key_technologies.node_id)")
    with op.batch_alter_table('key_technologies', schema=None) as batch_op:
        batch_op.alter_column('chain_id', existing_type=sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False)
        batch_op.alter_column('node_id', existing_type=sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True)
        batch_op.drop_constraint(batch_op.f('uq_key_technologies_node_id_name'), type_='unique')
        batch_op.create_index(batch_op.f('ix_key_technologies_node_id'), ['node_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_key_technologies_chain_id_node_id_name'), ['chain_id', 'node_id', 'name'])
        batch_op.create_foreign_key(batch_op.f('fk_key_technologies_chain_id'), 'chains', ['chain_id'], ['id'], ondelete='CASCADE')

    with op.batch_alter_table('plans', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_reference', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('territory', sa.String(length=80), server_default='', nullable=False))

    with op.batch_alter_table('quotas', schema=None) as batch_op:
        batch_op.add_column(sa.Column('most_investment_fen', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('capacity_product', sa.String(length=40), server_default='', nullable=False))
        batch_op.add_column(sa.Column('capacity_unit', sa.String(length=20), server_default='', nullable=False))
        batch_op.add_column(sa.Column('subject', sa.String(length=80), server_default='', nullable=False))
        batch_op.add_column(sa.Column('parent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.drop_constraint(batch_op.f('ck_quotas_metric'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_quotas_metric'), "metric IN ('count', 'investment', 'paid_in', 'capacity')")
        batch_op.create_index(batch_op.f('ix_quotas_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_quotas_parent_id'), ['parent_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_quotas_owner_id'), 'users', ['owner_id'], ['id'], ondelete='RESTRICT')
        batch_op.create_foreign_key(batch_op.f('fk_quotas_parent_id'), 'quotas', ['parent_id'], ['id'], ondelete='RESTRICT')


def downgrade() -> None:
    op.execute("UPDATE quotas SET parent_id = NULL")
    op.execute("DELETE FROM quotas WHERE metric NOT IN ('count', 'investment')")
    with op.batch_alter_table('quotas', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_quotas_metric'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_quotas_metric'), "metric IN ('count', 'investment')")
        batch_op.drop_constraint(batch_op.f('fk_quotas_parent_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_quotas_owner_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_quotas_parent_id'))
        batch_op.drop_index(batch_op.f('ix_quotas_owner_id'))
        batch_op.drop_column('owner_id')
        batch_op.drop_column('parent_id')
        batch_op.drop_column('subject')
        batch_op.drop_column('capacity_unit')
        batch_op.drop_column('capacity_product')
        batch_op.drop_column('most_investment_fen')

    with op.batch_alter_table('plans', schema=None) as batch_op:
        batch_op.drop_column('territory')
        batch_op.drop_column('is_reference')

    op.execute("DELETE FROM key_technologies WHERE node_id IS NULL")
    with op.batch_alter_table('key_technologies', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_key_technologies_chain_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_key_technologies_chain_id_node_id_name'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_key_technologies_node_id'))
        batch_op.create_unique_constraint(batch_op.f('uq_key_technologies_node_id_name'), ['node_id', 'name'])
        batch_op.alter_column('node_id', existing_type=sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False)
        batch_op.drop_column('chain_id')

    with op.batch_alter_table('indicators', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_indicators_cluster_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_indicators_node_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_indicators_node_id'))
        batch_op.drop_index(batch_op.f('ix_indicators_cluster_id'))
        batch_op.drop_column('node_id')
        batch_op.drop_column('cluster_id')
        batch_op.drop_column('subject')

    op.execute("DELETE FROM indicator_values WHERE NOT counts")
    with op.batch_alter_table('indicator_values', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_indicator_values_decided_by_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_indicator_values_indicator_id_year_kind_source'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_indicator_values_decided_by_id'))
        batch_op.create_unique_constraint(batch_op.f('uq_indicator_values_indicator_id_year_kind'), ['indicator_id', 'year', 'kind'])
        batch_op.drop_column('decided_by_id')
        batch_op.drop_column('decision_reason')
        batch_op.drop_column('counts')

    op.drop_table('project_capacities')
    with op.batch_alter_table('paid_in_amounts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_paid_in_amounts_reported_by_id'))
        batch_op.drop_index('ix_paid_in_amounts_project')
        batch_op.drop_index(batch_op.f('ix_paid_in_amounts_decided_by_id'))
        batch_op.drop_index('ix_paid_in_amounts_counted')

    op.drop_table('paid_in_amounts')
    with op.batch_alter_table('plan_mentions', schema=None) as batch_op:
        batch_op.drop_index('ix_plan_mentions_plan')
        batch_op.drop_index(batch_op.f('ix_plan_mentions_node_id'))
        batch_op.drop_index(batch_op.f('ix_plan_mentions_cluster_id'))
        batch_op.drop_index(batch_op.f('ix_plan_mentions_chain_id'))

    op.drop_table('plan_mentions')
    with op.batch_alter_table('figure_references', schema=None) as batch_op:
        batch_op.drop_index('ix_figure_references_subject')
        batch_op.drop_index('ix_figure_references_check')

    op.drop_table('figure_references')
    with op.batch_alter_table('company_honours', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_company_honours_honour'))

    op.drop_table('company_honours')
    with op.batch_alter_table('task_reports', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_task_reports_reported_by_id'))

    op.drop_table('task_reports')
    with op.batch_alter_table('task_departments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_task_departments_unit_id'))
        batch_op.drop_index(batch_op.f('ix_task_departments_name'))

    op.drop_table('task_departments')
    with op.batch_alter_table('figure_checks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_figure_checks_decided_by_id'))

    op.drop_table('figure_checks')
    with op.batch_alter_table('carriers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_carriers_unit_id'))
        batch_op.drop_index('ix_carriers_kind')
        batch_op.drop_index(batch_op.f('ix_carriers_chain_id'))

    op.drop_table('carriers')
    op.drop_table('plan_tasks')
