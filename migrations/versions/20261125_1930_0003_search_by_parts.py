"""search by parts

Revision: 0003
Follows: 0002

The index is made anew from the records after an upgrade (`crm.cli`), so no row is kept.
"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

SQLITE = (
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
POSTGRESQL = (
    """ALTER TABLE search_documents ADD COLUMN tokens_vector tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(tokens, ' '))) STORED""",
    """CREATE INDEX ix_search_documents_tokens_vector
        ON search_documents USING gin (tokens_vector)""",
)
POSTGRESQL_NARROW = (
    """ALTER TABLE search_documents SET (toast_tuple_target = 128)""",
    """ALTER TABLE search_documents ALTER tokens SET STORAGE EXTERNAL""",
)


def upgrade() -> None:
    _drop()
    _create(
        sa.Column('part', sa.Enum('names', 'code_name', 'phones', name='part', native_enum=False, create_constraint=True, length=24), nullable=False),
        sa.Column('cleared', sa.Boolean(), nullable=False),
        of='part',
    )
    if op.get_bind().dialect.name == 'postgresql':
        _run(POSTGRESQL_NARROW)


def downgrade() -> None:
    _drop()
    _create(
        sa.Column('audience', sa.Enum('all', 'cleared', 'unit', name='audience', native_enum=False, create_constraint=True, length=24), nullable=False),
        of='audience',
    )


def _drop() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('DROP TABLE search_index')
    op.drop_table('search_documents')


def _create(*columns: sa.Column, of: str) -> None:
    op.create_table('search_documents',
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    *columns,
    sa.Column('tokens', sa.Text(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_documents')),
    sa.UniqueConstraint('kind', 'subject_id', of, name=op.f(f'uq_search_documents_kind_subject_id_{of}'))
    )
    _run(SQLITE if op.get_bind().dialect.name == 'sqlite' else POSTGRESQL)


def _run(statements: tuple[str, ...]) -> None:
    for statement in statements:
        op.execute(statement)
