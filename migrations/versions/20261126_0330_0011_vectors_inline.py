"""search vectors inline

Revision: 0011
Follows: 0010

PostgreSQL keeps the vector of a search document in its row: a search that looks at the newest
few hundred rows first no longer fetches each vector from elsewhere. Rows written before move when
they are indexed again.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STORED = "ALTER TABLE search_documents ALTER tokens_vector SET STORAGE "


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(STORED + "MAIN")


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(STORED + "EXTENDED")
