"""imported activities

Revision: 0019
Follows: 0018
"""

from alembic import op


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

TABLES = ('import_layouts', 'import_runs')


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f'ck_{table}_importkind'), type_='check')
            batch_op.create_check_constraint(batch_op.f(f'ck_{table}_importkind'), "kind IN ('leads', 'projects', 'companies', 'activities')")


def downgrade() -> None:
    # What came in stays; the runs of a kind that was not known before go.
    for table in TABLES:
        op.execute(f"DELETE FROM {table} WHERE kind = 'activities'")
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f'ck_{table}_importkind'), type_='check')
            batch_op.create_check_constraint(batch_op.f(f'ck_{table}_importkind'), "kind IN ('leads', 'projects', 'companies')")
