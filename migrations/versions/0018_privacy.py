"""Leaving a contest, phones of the erased, requests about personal data."""

from alembic import op
import sqlalchemy as sa
revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

KINDS = "'access', 'correct', 'restrict', 'object', 'erase', 'complain', 'other'"


def upgrade() -> None:
    op.add_column('entries', sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('accounts', sa.Column('parted_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table('erased_phones',
    sa.Column('contest_id', sa.BigInteger(), nullable=False),
    sa.Column('phone_hash', sa.LargeBinary(), nullable=False),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('erased_at < until', name=op.f('ck_erased_phones_erased_before_its_end')),
    sa.CheckConstraint('length(phone_hash) = 32', name=op.f('ck_erased_phones_hash_is_sha256')),
    sa.ForeignKeyConstraint(['contest_id'], ['contests.id'], name=op.f('fk_erased_phones_contest_id_contests')),
    sa.PrimaryKeyConstraint('contest_id', 'phone_hash', name=op.f('pk_erased_phones'))
    )
    op.create_index('ix_erased_phones_until', 'erased_phones', ['until'], unique=False)
    op.create_table('data_requests',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=True),
    sa.Column('contest_id', sa.BigInteger(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('caller', sa.Text(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered_by', sa.BigInteger(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('(answered_at IS NULL) = (answer IS NULL)', name=op.f('ck_data_requests_an_answer_has_its_time')),
    sa.CheckConstraint('account_id IS NOT NULL OR caller IS NOT NULL', name=op.f('ck_data_requests_somebody_asks')),
    sa.CheckConstraint('asked_at < due_at', name=op.f('ck_data_requests_asked_before_it_is_due')),
    sa.CheckConstraint('char_length(answer) <= 2000', name=op.f('ck_data_requests_answer_is_short')),
    sa.CheckConstraint('char_length(text) <= 2000', name=op.f('ck_data_requests_text_is_short')),
    sa.CheckConstraint(f'kind IN ({KINDS})', name=op.f('ck_data_requests_kind_is_known')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_data_requests_account_id_accounts')),
    sa.ForeignKeyConstraint(['answered_by'], ['accounts.id'], name=op.f('fk_data_requests_answered_by_accounts')),
    sa.ForeignKeyConstraint(['contest_id'], ['contests.id'], name=op.f('fk_data_requests_contest_id_contests')),
    sa.ForeignKeyConstraint(['entered_by'], ['accounts.id'], name=op.f('fk_data_requests_entered_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_data_requests'))
    )
    op.create_index('ix_data_requests_account_id', 'data_requests', ['account_id'], unique=False)
    op.create_index('ix_data_requests_answered_at', 'data_requests', ['answered_at'], unique=False)
    op.create_index('ix_data_requests_open', 'data_requests', ['due_at'], unique=False, postgresql_where='answered_at IS NULL')


def downgrade() -> None:
    op.drop_table('data_requests')
    op.drop_table('erased_phones')
    op.drop_column('accounts', 'parted_at')
    op.drop_column('entries', 'withdrawn_at')
