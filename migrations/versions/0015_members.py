"""Lists of members: what was sent, places, who took them, printed sheets."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

def upgrade() -> None:
    op.create_table('member_lists',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('contest_id', sa.BigInteger(), nullable=False),
    sa.Column('roots', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('job_id', sa.BigInteger(), nullable=True),
    sa.Column('report', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('basis_kind', sa.Text(), nullable=True),
    sa.Column('basis_text', sa.Text(), nullable=False),
    sa.Column('sent_by', sa.BigInteger(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(basis_kind IS NULL) = (basis_text = '')", name=op.f('ck_member_lists_a_basis_is_in_words')),
    sa.CheckConstraint("(state = 'taken') = (taken_at IS NOT NULL)", name=op.f('ck_member_lists_taken_sometime')),
    sa.CheckConstraint("basis_kind IN ('consent', 'membership', 'law', 'other')", name=op.f('ck_member_lists_basis_is_known')),
    sa.CheckConstraint("jsonb_typeof(roots) = 'array' AND roots <> '[]'", name=op.f('ck_member_lists_is_for_a_branch')),
    sa.CheckConstraint("source IN ('file', 'paste', 'command')", name=op.f('ck_member_lists_source_is_known')),
    sa.CheckConstraint("state IN ('waiting', 'read', 'taking', 'taken', 'dropped')", name=op.f('ck_member_lists_state_is_known')),
    sa.CheckConstraint("state NOT IN ('taken', 'dropped') OR content IS NULL", name=op.f('ck_member_lists_a_settled_file_is_gone')),
    sa.ForeignKeyConstraint(['contest_id'], ['contests.id'], name=op.f('fk_member_lists_contest_id_contests')),
    sa.ForeignKeyConstraint(['sent_by'], ['accounts.id'], name=op.f('fk_member_lists_sent_by_accounts')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_member_lists_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_member_lists'))
    )
    op.create_index('ix_member_lists_contest_id_state', 'member_lists', ['contest_id', 'state'], unique=False)
    op.create_table('member_sheets',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('contest_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('asked_by', sa.BigInteger(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('job_id', sa.BigInteger(), nullable=True),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('card_count', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(content IS NULL) = (made_at IS NULL)', name=op.f('ck_member_sheets_what_is_made_is_there')),
    sa.CheckConstraint('card_count >= 1', name=op.f('ck_member_sheets_has_cards')),
    sa.ForeignKeyConstraint(['asked_by'], ['accounts.id'], name=op.f('fk_member_sheets_asked_by_accounts')),
    sa.ForeignKeyConstraint(['contest_id'], ['contests.id'], name=op.f('fk_member_sheets_contest_id_contests')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_member_sheets_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_member_sheets'))
    )
    op.create_index('ix_member_sheets_asked_at', 'member_sheets', ['asked_at'], unique=False)
    op.create_table('listed_members',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('contest_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('list_id', sa.BigInteger(), nullable=False),
    sa.Column('full_name', sa.Text(), nullable=True),
    sa.Column('search_key', sa.Text(), nullable=True),
    sa.Column('sort_key', sa.Text(), nullable=True),
    sa.Column('birth_year', sa.Integer(), nullable=True),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('code', sa.Text(), nullable=True),
    sa.Column('listed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('listed_by', sa.BigInteger(), nullable=True),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("code ~ '^[A-Z0-9]{8,20}$'", name=op.f('ck_listed_members_code_is_canonical')),
    sa.CheckConstraint("phone ~ '^\\+[1-9][0-9]{7,14}$'", name=op.f('ck_listed_members_phone_is_canonical')),
    sa.CheckConstraint('(erased_at IS NULL) = (full_name IS NOT NULL)', name=op.f('ck_listed_members_a_place_has_a_name')),
    sa.CheckConstraint('(full_name IS NULL) = (search_key IS NULL) AND (full_name IS NULL) = (sort_key IS NULL) AND (full_name IS NULL) = (code IS NULL)', name=op.f('ck_listed_members_a_name_has_its_keys_and_a_code')),
    sa.CheckConstraint('birth_year BETWEEN 1900 AND 2100', name=op.f('ck_listed_members_birth_year_is_plausible')),
    sa.CheckConstraint('erased_at IS NULL OR (birth_year IS NULL AND phone IS NULL)', name=op.f('ck_listed_members_nothing_is_left_of_the_erased')),
    sa.CheckConstraint('removed_at >= listed_at', name=op.f('ck_listed_members_listed_before_it_is_removed')),
    sa.CheckConstraint('removed_at IS NULL OR erased_at IS NOT NULL', name=op.f('ck_listed_members_who_is_removed_is_erased')),
    sa.ForeignKeyConstraint(['contest_id'], ['contests.id'], name=op.f('fk_listed_members_contest_id_contests')),
    sa.ForeignKeyConstraint(['list_id'], ['member_lists.id'], name=op.f('fk_listed_members_list_id_member_lists')),
    sa.ForeignKeyConstraint(['listed_by'], ['accounts.id'], name=op.f('fk_listed_members_listed_by_accounts')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_listed_members_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_listed_members')),
    sa.UniqueConstraint('code', name=op.f('uq_listed_members_code'))
    )
    op.create_index('ix_listed_members_contest_id_unit_id', 'listed_members', ['contest_id', 'unit_id'], unique=False)
    op.create_index(op.f('ix_listed_members_list_id'), 'listed_members', ['list_id'], unique=False)
    op.create_index('ix_listed_members_phone', 'listed_members', ['phone', 'contest_id'], unique=False, postgresql_where='phone IS NOT NULL')
    op.create_index(op.f('ix_listed_members_unit_id'), 'listed_members', ['unit_id'], unique=False)
    op.create_table('member_claims',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('how', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.BigInteger(), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("how <> 'refused' OR undone_at IS NOT DISTINCT FROM made_at", name=op.f('ck_member_claims_refused_was_never_in_force')),
    sa.CheckConstraint("how IN ('code', 'phone') OR made_by IS NOT NULL", name=op.f('ck_member_claims_somebody_confirmed_it')),
    sa.CheckConstraint("how IN ('code', 'phone', 'officer', 'refused')", name=op.f('ck_member_claims_how_is_known')),
    sa.CheckConstraint('undone_at >= made_at', name=op.f('ck_member_claims_made_before_it_is_undone')),
    sa.ForeignKeyConstraint(['entry_id'], ['entries.id'], name=op.f('fk_member_claims_entry_id_entries')),
    sa.ForeignKeyConstraint(['made_by'], ['accounts.id'], name=op.f('fk_member_claims_made_by_accounts')),
    sa.ForeignKeyConstraint(['member_id'], ['listed_members.id'], name=op.f('fk_member_claims_member_id_listed_members')),
    sa.ForeignKeyConstraint(['undone_by'], ['accounts.id'], name=op.f('fk_member_claims_undone_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_member_claims'))
    )
    op.create_index('ix_member_claims_entry_id', 'member_claims', ['entry_id'], unique=False)
    op.create_index('ix_member_claims_member_id_entry_id', 'member_claims', ['member_id', 'entry_id'], unique=False)
    op.create_index('uq_member_claims_one_entry_a_place', 'member_claims', ['member_id'], unique=True, postgresql_where='undone_at IS NULL')
    op.create_index('uq_member_claims_one_place_an_entry', 'member_claims', ['entry_id'], unique=True, postgresql_where='undone_at IS NULL')

def downgrade() -> None:
    op.drop_index('uq_member_claims_one_place_an_entry', table_name='member_claims', postgresql_where='undone_at IS NULL')
    op.drop_index('uq_member_claims_one_entry_a_place', table_name='member_claims', postgresql_where='undone_at IS NULL')
    op.drop_index('ix_member_claims_member_id_entry_id', table_name='member_claims')
    op.drop_index('ix_member_claims_entry_id', table_name='member_claims')
    op.drop_table('member_claims')
    op.drop_index(op.f('ix_listed_members_unit_id'), table_name='listed_members')
    op.drop_index('ix_listed_members_phone', table_name='listed_members', postgresql_where='phone IS NOT NULL')
    op.drop_index(op.f('ix_listed_members_list_id'), table_name='listed_members')
    op.drop_index('ix_listed_members_contest_id_unit_id', table_name='listed_members')
    op.drop_table('listed_members')
    op.drop_index('ix_member_sheets_asked_at', table_name='member_sheets')
    op.drop_table('member_sheets')
    op.drop_index('ix_member_lists_contest_id_state', table_name='member_lists')
    op.drop_table('member_lists')
