"""of one company

Revision: 0016
Follows: 0015

A company's page shows its latest leads and projects. With an index by company alone, both engines
walked the whole unit by day instead, for those who see one unit.
"""

from alembic import op


revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLES = ('leads', 'projects')


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(f'ix_{table}_company_updated', ['company_id', 'updated_at', 'id'])
            batch_op.drop_index(f'ix_{table}_company_id')


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(f'ix_{table}_company_id', ['company_id'])
            batch_op.drop_index(f'ix_{table}_company_updated')
