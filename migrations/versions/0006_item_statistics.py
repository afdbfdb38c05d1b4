"""What the attempts of a round tell of each item."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('item_statistics',
    sa.Column('round_id', sa.BigInteger(), nullable=False),
    sa.Column('bank_version_id', sa.BigInteger(), nullable=False),
    sa.Column('item', sa.Text(), nullable=False),
    sa.Column('figures', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('attempt_count', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('computed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('attempt_count >= 1', name=op.f('ck_item_statistics_counts_attempts')),
    sa.ForeignKeyConstraint(['bank_version_id'], ['bank_versions.id'], name=op.f('fk_item_statistics_bank_version_id_bank_versions')),
    sa.ForeignKeyConstraint(['round_id'], ['rounds.id'], name=op.f('fk_item_statistics_round_id_rounds')),
    sa.PrimaryKeyConstraint('round_id', 'bank_version_id', 'item', name=op.f('pk_item_statistics'))
    )


def downgrade() -> None:
    op.drop_table('item_statistics')
