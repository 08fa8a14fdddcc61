"""imported activities, and activities found by words

Revision: 0019
Follows: 0018
"""

from alembic import op


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

TABLES = ('import_layouts', 'import_runs')
SQLITE = (
    # Each character with its right neighbour, and the last one alone.
    """CREATE VIEW said_pairs AS SELECT id, (
        WITH RECURSIVE places(n, most) AS (
            SELECT 1, length(said) UNION ALL SELECT n + 1, most FROM places WHERE n < most
        ) SELECT group_concat(substr(said, n, 2), ' ') FROM places
    ) AS tokens
    FROM (SELECT id, summary || ' ' || people || ' ' || place AS said FROM activities)""",
    """CREATE VIRTUAL TABLE search_index_said USING fts5(
        tokens, content='', tokenize='unicode61', detail='none', columnsize=0
    )""",
    """INSERT INTO search_index_said (rowid, tokens) SELECT id, tokens FROM said_pairs""",
    """CREATE TRIGGER activities_said AFTER INSERT ON activities BEGIN
        INSERT INTO search_index_said (rowid, tokens)
        SELECT id, tokens FROM said_pairs WHERE id = new.id;
    END""",
    """CREATE TRIGGER activities_unsaid BEFORE DELETE ON activities BEGIN
        INSERT INTO search_index_said (search_index_said, rowid, tokens)
        SELECT 'delete', id, tokens FROM said_pairs WHERE id = old.id;
    END""",
    """CREATE TRIGGER activities_to_say BEFORE UPDATE OF summary, people, place ON activities
    BEGIN
        INSERT INTO search_index_said (search_index_said, rowid, tokens)
        SELECT 'delete', id, tokens FROM said_pairs WHERE id = old.id;
    END""",
    """CREATE TRIGGER activities_said_anew AFTER UPDATE OF summary, people, place ON activities
    BEGIN
        INSERT INTO search_index_said (rowid, tokens)
        SELECT id, tokens FROM said_pairs WHERE id = new.id;
    END""",
)
POSTGRESQL = (
    """CREATE FUNCTION said_pairs(said text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS $$
        SELECT array_to_tsvector(coalesce(array_agg(DISTINCT pair), '{}'))
        FROM (SELECT substr(lower(said), n, 2) AS pair FROM generate_series(1, length(said)) AS n)
        AS pairs WHERE pair <> ''
    $$""",
    "CREATE INDEX ix_activities_said ON activities USING gin (said_pairs(activities.summary || ' ' || activities.people || ' ' || activities.place))",
)
SQLITE_UNDONE = (
    "DROP TRIGGER activities_said_anew",
    "DROP TRIGGER activities_to_say",
    "DROP TRIGGER activities_unsaid",
    "DROP TRIGGER activities_said",
    "DROP TABLE search_index_said",
    "DROP VIEW said_pairs",
)
POSTGRESQL_UNDONE = ("DROP INDEX ix_activities_said", "DROP FUNCTION said_pairs")


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f'ck_{table}_importkind'), type_='check')
            batch_op.create_check_constraint(batch_op.f(f'ck_{table}_importkind'), "kind IN ('leads', 'projects', 'companies', 'activities')")
    for statement in SQLITE if op.get_bind().dialect.name == 'sqlite' else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for statement in SQLITE_UNDONE if op.get_bind().dialect.name == 'sqlite' else POSTGRESQL_UNDONE:
        op.execute(statement)
    # What came in stays; the runs of a kind that was not known before go. The text is made of the two
    # names above.
    for table in TABLES:
        op.execute(f"DELETE FROM {table} WHERE kind = 'activities'")
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f'ck_{table}_importkind'), type_='check')
            batch_op.create_check_constraint(batch_op.f(f'ck_{table}_importkind'), "kind IN ('leads', 'projects', 'companies')")
