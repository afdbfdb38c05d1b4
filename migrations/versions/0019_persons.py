"""Entries that count as one person, what was found to be two, codes of devices."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('entries', sa.Column('counts_under_id', sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f('fk_entries_counts_under_id_entries'), 'entries', 'entries', ['counts_under_id'], ['id'])
    op.create_check_constraint(op.f('ck_entries_counts_under_another'), 'entries', 'counts_under_id <> id')
    op.create_index('ix_entries_person', 'entries', [sa.text('coalesce(counts_under_id, id)')], unique=False)
    op.add_column('attempts', sa.Column('is_shared', sa.Boolean(), server_default='false', nullable=False))
    op.add_column('attempts', sa.Column('device_hash', sa.LargeBinary(), nullable=True))
    op.drop_constraint(op.f('ck_standings_has_an_attempt'), 'standings', type_='check')
    op.create_check_constraint(op.f('ck_standings_attempt_count_is_not_negative'), 'standings', 'attempt_count >= 0')
    op.create_check_constraint(op.f('ck_standings_what_counts_is_counted'), 'standings', 'attempt_count > 0 OR attempt_id IS NULL')
    op.create_table('person_merges',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column('contest_id', sa.BigInteger(), nullable=False),
        sa.Column('kept_entry_id', sa.BigInteger(), nullable=False),
        sa.Column('merged_entry_id', sa.BigInteger(), nullable=False),
        sa.Column('clause', sa.Text(), nullable=False),
        sa.Column('evidence', postgresql.JSONB(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('made_by', sa.BigInteger(), nullable=False),
        sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('undone_by', sa.BigInteger(), nullable=True),
        sa.CheckConstraint('kept_entry_id <> merged_entry_id', name=op.f('ck_person_merges_merges_two')),
        sa.CheckConstraint('undone_at >= made_at', name=op.f('ck_person_merges_is_undone_after_it_was_made')),
        sa.CheckConstraint('(undone_at IS NULL) = (undone_by IS NULL)', name=op.f('ck_person_merges_who_undid_it_is_known')),
        sa.CheckConstraint('length(clause) BETWEEN 1 AND 100', name=op.f('ck_person_merges_clause_is_short')),
        sa.ForeignKeyConstraint(['contest_id'], ['contests.id'], name=op.f('fk_person_merges_contest_id_contests')),
        sa.ForeignKeyConstraint(['kept_entry_id'], ['entries.id'], name=op.f('fk_person_merges_kept_entry_id_entries')),
        sa.ForeignKeyConstraint(['merged_entry_id'], ['entries.id'], name=op.f('fk_person_merges_merged_entry_id_entries')),
        sa.ForeignKeyConstraint(['made_by'], ['accounts.id'], name=op.f('fk_person_merges_made_by_accounts')),
        sa.ForeignKeyConstraint(['undone_by'], ['accounts.id'], name=op.f('fk_person_merges_undone_by_accounts')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_person_merges')),
    )
    op.create_index('ix_person_merges_contest_id', 'person_merges', ['contest_id'], unique=False)
    op.create_index('ix_person_merges_kept_entry_id', 'person_merges', ['kept_entry_id'], unique=False)
    op.create_index('uq_person_merges_in_force', 'person_merges', ['merged_entry_id'], unique=True, postgresql_where=sa.text('undone_at IS NULL'))
    op.create_table('person_dismissals',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column('contest_id', sa.BigInteger(), nullable=False),
        sa.Column('low_entry_id', sa.BigInteger(), nullable=False),
        sa.Column('high_entry_id', sa.BigInteger(), nullable=False),
        sa.Column('evidence', postgresql.JSONB(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('made_by', sa.BigInteger(), nullable=False),
        sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('undone_by', sa.BigInteger(), nullable=True),
        sa.CheckConstraint('low_entry_id < high_entry_id', name=op.f('ck_person_dismissals_the_lower_entry_is_first')),
        sa.CheckConstraint('undone_at >= made_at', name=op.f('ck_person_dismissals_is_undone_after_it_was_made')),
        sa.CheckConstraint('(undone_at IS NULL) = (undone_by IS NULL)', name=op.f('ck_person_dismissals_who_undid_it_is_known')),
        sa.ForeignKeyConstraint(['contest_id'], ['contests.id'], name=op.f('fk_person_dismissals_contest_id_contests')),
        sa.ForeignKeyConstraint(['low_entry_id'], ['entries.id'], name=op.f('fk_person_dismissals_low_entry_id_entries')),
        sa.ForeignKeyConstraint(['high_entry_id'], ['entries.id'], name=op.f('fk_person_dismissals_high_entry_id_entries')),
        sa.ForeignKeyConstraint(['made_by'], ['accounts.id'], name=op.f('fk_person_dismissals_made_by_accounts')),
        sa.ForeignKeyConstraint(['undone_by'], ['accounts.id'], name=op.f('fk_person_dismissals_undone_by_accounts')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_person_dismissals')),
    )
    op.create_index('ix_person_dismissals_contest_id', 'person_dismissals', ['contest_id'], unique=False)
    op.create_index('ix_person_dismissals_low_entry_id_high_entry_id', 'person_dismissals', ['low_entry_id', 'high_entry_id'], unique=False)
    op.create_index(op.f('ix_person_dismissals_high_entry_id'), 'person_dismissals', ['high_entry_id'], unique=False)
    op.create_table('recusals',
        sa.Column('entry_id', sa.BigInteger(), nullable=False),
        sa.Column('account_id', sa.BigInteger(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['entry_id'], ['entries.id'], name=op.f('fk_recusals_entry_id_entries')),
        sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_recusals_account_id_accounts')),
        sa.PrimaryKeyConstraint('entry_id', 'account_id', name=op.f('pk_recusals')),
    )


def downgrade() -> None:
    op.drop_table('recusals')
    op.drop_table('person_dismissals')
    op.drop_table('person_merges')
    # Where entries counted as one person: `quizapp standings recount` afterwards.
    op.execute('DELETE FROM standings WHERE attempt_count = 0')
    op.drop_constraint(op.f('ck_standings_what_counts_is_counted'), 'standings', type_='check')
    op.drop_constraint(op.f('ck_standings_attempt_count_is_not_negative'), 'standings', type_='check')
    op.create_check_constraint(op.f('ck_standings_has_an_attempt'), 'standings', 'attempt_count >= 1')
    op.drop_column('attempts', 'device_hash')
    op.drop_column('attempts', 'is_shared')
    op.drop_index('ix_entries_person', table_name='entries')
    op.drop_constraint(op.f('ck_entries_counts_under_another'), 'entries', type_='check')
    op.drop_constraint(op.f('fk_entries_counts_under_id_entries'), 'entries', type_='foreignkey')
    op.drop_column('entries', 'counts_under_id')
