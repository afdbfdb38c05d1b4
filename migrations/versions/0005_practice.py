"""Which banks are offered for practice."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('practice_banks',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('bank_id', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('tag_names', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('offered_by', sa.BigInteger(), nullable=True),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("title <> ''", name=op.f('ck_practice_banks_has_a_title')),
    sa.CheckConstraint('withdrawn_at >= offered_at', name=op.f('ck_practice_banks_offered_before_it_is_withdrawn')),
    sa.ForeignKeyConstraint(['bank_id'], ['banks.id'], name=op.f('fk_practice_banks_bank_id_banks')),
    sa.ForeignKeyConstraint(['offered_by'], ['accounts.id'], name=op.f('fk_practice_banks_offered_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_banks'))
    )
    op.create_index('uq_practice_banks_one_in_force', 'practice_banks', ['bank_id'], unique=True, postgresql_where='withdrawn_at IS NULL')


def downgrade() -> None:
    op.drop_table('practice_banks')
