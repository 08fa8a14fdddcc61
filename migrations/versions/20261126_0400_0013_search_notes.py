"""search notes

Revision: 0013
Follows: 0012

A record gets one more document, with what was said about it; `crm.cli` makes those that are
missing after an upgrade. The documents that are there stay, and so does SQLite's index over them:
it finds them by their numbers, which the copy of the table keeps.
"""

import sqlalchemy as sa
from alembic import op


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

NAME = 'ck_search_documents_part'
BEFORE = "part IN ('names', 'code_name', 'phones')"
AFTER = "part IN ('names', 'code_name', 'phones', 'notes')"
# They went with the table that batch_alter_table has replaced.
TRIGGERS = (
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


def upgrade() -> None:
    _allow(AFTER)
    notes = sa.text("part = 'notes'")
    op.create_index('ix_search_documents_notes', 'search_documents', ['kind', 'subject_id'], unique=False, sqlite_where=notes, postgresql_where=notes)


def downgrade() -> None:
    op.drop_index('ix_search_documents_notes', table_name='search_documents')
    op.execute("DELETE FROM search_documents WHERE part = 'notes'")
    _allow(BEFORE)


def _allow(parts: str) -> None:
    with op.batch_alter_table('search_documents', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(NAME), type_='check')
        batch_op.create_check_constraint(batch_op.f(NAME), parts)
    if op.get_bind().dialect.name == 'sqlite':
        for statement in TRIGGERS:
            op.execute(statement)
