"""names by beginning

Revision: 0004a
Follows: 0004

The same indexes, with the order by which PostgreSQL finds the names that begin with something.
"""

from alembic import op


revision = '0004a'
down_revision = '0004'
branch_labels = None
depends_on = None

TABLES = ('companies', 'company_names', 'leads')


def upgrade() -> None:
    _index(postgresql_ops={'core_name': 'text_pattern_ops'})


def downgrade() -> None:
    _index()


def _index(**options: object) -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(f'ix_{table}_core_name')
            batch_op.create_index(f'ix_{table}_core_name', ['core_name'], unique=False, **options)
