"""search by kind

Revision: 0018
Follows: 0016

PostgreSQL gets an index for each kind of record, names and notes apart,
instead of one over all. In the one, a word that many documents had was gone through document by
document to find that none of them was a contact.
"""

from alembic import op


revision = '0018'
down_revision = "0016"
branch_labels = None
depends_on = None

KINDS = ('company', 'project', 'lead', 'contact', 'carrier', 'task')
NOTED = ('company', 'project', 'lead')
PARTS = [
    *((f'{kind}_names', f"kind = '{kind}' AND part <> 'notes'") for kind in KINDS),
    *((f'{kind}_notes', f"kind = '{kind}' AND part = 'notes'") for kind in NOTED),
]
# DDL takes no parameters; all that is put into it stands above.
INDEX = 'CREATE INDEX ix_search_documents_tokens_{name} ON search_documents USING gin (tokens_vector)'


def upgrade() -> None:
    if op.get_context().dialect.name != 'postgresql':
        return
    for name, which in PARTS:
        op.execute(f'{INDEX.format(name=name)} WHERE {which}')
    op.execute('DROP INDEX ix_search_documents_tokens_vector')


def downgrade() -> None:
    if op.get_context().dialect.name != 'postgresql':
        return
    op.execute(INDEX.format(name='vector'))
    for name, _which in PARTS:
        op.execute(f'DROP INDEX ix_search_documents_tokens_{name}')
