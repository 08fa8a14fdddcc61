"""names taken apart

Revision: 0007
Follows: 0006

Brand and pinyin by which names are found, the domain of mail, and merges of companies. The keys
of rows that are there already are filled after the upgrade, by the rules of the code at hand.
"""

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ('companies', 'company_names', 'leads')


def _number_once(once: bool) -> None:
    """Whether SQLite may give a number that was a company's to another one."""
    if op.get_bind().dialect.name != 'sqlite':
        return
    with op.batch_alter_table('companies', schema=None, recreate='always', table_kwargs={'sqlite_autoincrement': once}):
        pass


def upgrade() -> None:
    _number_once(True)
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('brand', sa.String(length=200), server_default='', nullable=False))
            batch_op.add_column(sa.Column('pinyin', sa.String(length=200), server_default='', nullable=False))
            batch_op.create_index(f'ix_{table}_brand', ['brand'], unique=False)
            batch_op.create_index(f'ix_{table}_pinyin', ['pinyin'], unique=False, postgresql_ops={'pinyin': 'text_pattern_ops'})
    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('mail_domain', sa.String(length=200), server_default='', nullable=False))
        batch_op.create_index(batch_op.f('ix_contacts_mail_domain'), ['mail_domain'], unique=False)
        batch_op.create_index('ix_contacts_name', ['name'], unique=False)
    with op.batch_alter_table('leads', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_leads_contact_name'), ['contact_name'], unique=False)
    op.create_table('company_merges',
    sa.Column('kept_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('merged_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('merged_name', sa.String(length=200), nullable=False),
    sa.Column('undo', sa.JSON(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_company_merges_by_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['undone_by_id'], ['users.id'], name=op.f('fk_company_merges_undone_by_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_company_merges'))
    )
    with op.batch_alter_table('company_merges', schema=None) as batch_op:
        batch_op.create_index('ix_company_merges_kept', ['kept_id', 'undone_at'], unique=False)
        batch_op.create_index('ix_company_merges_merged', ['merged_id', 'undone_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('company_merges', schema=None) as batch_op:
        batch_op.drop_index('ix_company_merges_merged')
        batch_op.drop_index('ix_company_merges_kept')

    op.drop_table('company_merges')
    with op.batch_alter_table('leads', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_leads_contact_name'))
    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.drop_index('ix_contacts_name')
        batch_op.drop_index(batch_op.f('ix_contacts_mail_domain'))
        batch_op.drop_column('mail_domain')
    for table in reversed(TABLES):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(f'ix_{table}_pinyin')
            batch_op.drop_index(f'ix_{table}_brand')
            batch_op.drop_column('pinyin')
            batch_op.drop_column('brand')
    _number_once(False)
