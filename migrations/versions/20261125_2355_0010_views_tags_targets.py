"""views, tags, targets

Revision: 0010
Follows: 0008

Saved views of lists, tags, changes of many records at once; what companies are to one another,
roles of contacts, and the companies to be attracted to a node.
"""

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('tags',
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tags')),
    sa.UniqueConstraint('name', name=op.f('uq_tags_name'))
    )
    op.create_table('taggings',
    sa.Column('tag_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['tag_id'], ['tags.id'], name=op.f('fk_taggings_tag_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_taggings')),
    sa.UniqueConstraint('kind', 'subject_id', 'tag_id', name=op.f('uq_taggings_kind_subject_id_tag_id'))
    )
    with op.batch_alter_table('taggings', schema=None) as batch_op:
        batch_op.create_index('ix_taggings_tag', ['tag_id', 'kind', 'subject_id'], unique=False)

    op.create_table('bulk_changes',
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('deed', sa.Enum('owner', 'node', 'tag_on', 'tag_off', name='deed', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_bulk_changes_user_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_changes'))
    )
    with op.batch_alter_table('bulk_changes', schema=None) as batch_op:
        batch_op.create_index('ix_bulk_changes_user', ['user_id', 'created_at'], unique=False)

    op.create_table('saved_views',
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('query', sa.String(length=1000), nullable=False),
    sa.Column('hidden', sa.JSON(), nullable=False),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['users.id'], name=op.f('fk_saved_views_owner_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unit_id'], ['org_units.id'], name=op.f('fk_saved_views_unit_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_views')),
    sa.UniqueConstraint('owner_id', 'kind', 'name', name=op.f('uq_saved_views_owner_id_kind_name'))
    )
    with op.batch_alter_table('saved_views', schema=None) as batch_op:
        batch_op.create_index('ix_saved_views_shared', ['kind', 'shared', 'unit_id'], unique=False)

    op.create_table('bulk_items',
    sa.Column('change_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['change_id'], ['bulk_changes.id'], name=op.f('fk_bulk_items_change_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_items')),
    sa.UniqueConstraint('change_id', 'subject_id', name=op.f('uq_bulk_items_change_id_subject_id'))
    )
    op.create_table('company_links',
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('other_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('holds', 'supplies', 'referred', name='linkkind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('company_id <> other_id', name=op.f('ck_company_links_two')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_company_links_company_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['other_id'], ['companies.id'], name=op.f('fk_company_links_other_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_company_links')),
    sa.UniqueConstraint('kind', 'company_id', 'other_id', name=op.f('uq_company_links_kind_company_id_other_id'))
    )
    with op.batch_alter_table('company_links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_company_links_company_id'), ['company_id'], unique=False)
        batch_op.create_index('ix_company_links_other', ['other_id', 'kind'], unique=False)
        batch_op.create_index('uq_company_links_parent', ['other_id'], unique=True, sqlite_where=sa.text("kind = 'holds'"), postgresql_where=sa.text("kind = 'holds'"))

    op.create_table('node_targets',
    sa.Column('node_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Enum('new', 'touched', 'talking', 'lead', 'dropped', name='targetstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('state_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_node_targets_company_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['node_id'], ['chain_nodes.id'], name=op.f('fk_node_targets_node_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['owner_id'], ['users.id'], name=op.f('fk_node_targets_owner_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unit_id'], ['org_units.id'], name=op.f('fk_node_targets_unit_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_node_targets')),
    sa.UniqueConstraint('node_id', 'company_id', name=op.f('uq_node_targets_node_id_company_id'))
    )
    with op.batch_alter_table('node_targets', schema=None) as batch_op:
        batch_op.create_index('ix_node_targets_company', ['company_id'], unique=False)
        batch_op.create_index('ix_node_targets_owner', ['owner_id', 'state', 'updated_at', 'id'], unique=False)
        batch_op.create_index('ix_node_targets_updated', ['updated_at', 'id'], unique=False)

    op.create_table('view_defaults',
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('view_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_view_defaults_user_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['view_id'], ['saved_views.id'], name=op.f('fk_view_defaults_view_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_view_defaults')),
    sa.UniqueConstraint('user_id', 'kind', name=op.f('uq_view_defaults_user_id_kind'))
    )
    with op.batch_alter_table('view_defaults', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_view_defaults_view_id'), ['view_id'], unique=False)

    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('role', sa.Enum('decides', 'liaison', 'technical', 'finance', 'government', 'adviser', 'other', name='contactrole', native_enum=False, create_constraint=True, length=24), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_contacts_contactrole'), type_='check')
        batch_op.drop_column('role')

    with op.batch_alter_table('view_defaults', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_view_defaults_view_id'))

    op.drop_table('view_defaults')
    with op.batch_alter_table('node_targets', schema=None) as batch_op:
        batch_op.drop_index('ix_node_targets_updated')
        batch_op.drop_index('ix_node_targets_owner')
        batch_op.drop_index('ix_node_targets_company')

    op.drop_table('node_targets')
    with op.batch_alter_table('company_links', schema=None) as batch_op:
        batch_op.drop_index('uq_company_links_parent', sqlite_where=sa.text("kind = 'holds'"), postgresql_where=sa.text("kind = 'holds'"))
        batch_op.drop_index('ix_company_links_other')
        batch_op.drop_index(batch_op.f('ix_company_links_company_id'))

    op.drop_table('company_links')
    op.drop_table('bulk_items')
    with op.batch_alter_table('saved_views', schema=None) as batch_op:
        batch_op.drop_index('ix_saved_views_shared')

    op.drop_table('saved_views')
    with op.batch_alter_table('bulk_changes', schema=None) as batch_op:
        batch_op.drop_index('ix_bulk_changes_user')

    op.drop_table('bulk_changes')
    with op.batch_alter_table('taggings', schema=None) as batch_op:
        batch_op.drop_index('ix_taggings_tag')

    op.drop_table('taggings')
    op.drop_table('tags')
