"""withdrawn activities

Revision: 0014
Follows: 0013

What was said about records stands in the search index with their names from now on: the documents
of before go, and `crm.cli` makes those that are missing.
"""

import sqlalchemy as sa
from alembic import op


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('activities', schema=None) as batch_op:
        batch_op.add_column(sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('withdrawn_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('withdrawn_reason', sa.String(length=200), server_default='', nullable=False))
        batch_op.create_foreign_key(batch_op.f('fk_activities_withdrawn_by_id'), 'users', ['withdrawn_by_id'], ['id'], ondelete='RESTRICT')
        batch_op.create_check_constraint(batch_op.f('ck_activities_withdrawn'), "withdrawn_at is null or withdrawn_reason <> ''")
    op.execute("DELETE FROM search_documents WHERE part = 'notes'")


def downgrade() -> None:
    # Before there was no way to say that something does not count: what does not, goes.
    op.execute("DELETE FROM activities WHERE withdrawn_at IS NOT NULL")
    with op.batch_alter_table('activities', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_activities_withdrawn'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_activities_withdrawn_by_id'), type_='foreignkey')
        batch_op.drop_column('withdrawn_reason')
        batch_op.drop_column('withdrawn_by_id')
        batch_op.drop_column('withdrawn_at')
