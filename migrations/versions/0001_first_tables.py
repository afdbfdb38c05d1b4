"""First tables."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

#: Tables whose rows nobody changes or deletes, the owner included.
ADD_ONLY = ("audit_entries",)

REFUSE = """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is only added to', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END $$
"""


class Xid8(sa.types.UserDefinedType):
    """PostgreSQL's 64-bit transaction id."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "xid8"


def upgrade() -> None:
    op.create_table('audit_entries',
    sa.Column('position', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('reason_hash', sa.LargeBinary(), nullable=True),
    sa.Column('previous_hash', sa.LargeBinary(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('length(hash) = 32', name=op.f('ck_audit_entries_hash_is_sha256')),
    sa.CheckConstraint('position >= 1', name=op.f('ck_audit_entries_position_counts_from_one')),
    sa.PrimaryKeyConstraint('position', name=op.f('pk_audit_entries')),
    sa.UniqueConstraint('hash', name=op.f('uq_audit_entries_hash'))
    )
    op.create_table('banks',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f('ck_banks_slug_is_plain')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_banks')),
    sa.UniqueConstraint('slug', name=op.f('uq_banks_slug'))
    )
    op.create_table('jobs',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('arguments', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('asked_by', sa.BigInteger(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('try_count', sa.Integer(), nullable=False),
    sa.Column('done_count', sa.Integer(), nullable=False),
    sa.Column('total_count', sa.Integer(), nullable=False),
    sa.Column('result', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('failure', sa.Text(), nullable=True),
    sa.CheckConstraint("(state = 'running') = (lease_until IS NOT NULL)", name=op.f('ck_jobs_running_has_a_lease')),
    sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name=op.f('ck_jobs_state_is_known')),
    sa.CheckConstraint('done_count BETWEEN 0 AND total_count', name=op.f('ck_jobs_done_is_part_of_total')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_jobs'))
    )
    op.create_index('ix_jobs_waiting', 'jobs', ['id'], unique=False, postgresql_where="state IN ('waiting', 'running')")
    op.create_table('sign_in_failures',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('subject', sa.LargeBinary(), nullable=False),
    sa.Column('device', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_failures'))
    )
    op.create_index('ix_sign_in_failures_at', 'sign_in_failures', ['at'], unique=False)
    op.create_index('ix_sign_in_failures_device_at', 'sign_in_failures', ['device', 'at'], unique=False)
    op.create_index('ix_sign_in_failures_subject_at', 'sign_in_failures', ['subject', 'at'], unique=False)
    op.create_table('unit_trees',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f('ck_unit_trees_slug_is_plain')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit_trees')),
    sa.UniqueConstraint('slug', name=op.f('uq_unit_trees_slug'))
    )
    op.create_table('audit_texts',
    sa.Column('position', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('salt', sa.LargeBinary(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['position'], ['audit_entries.position'], name=op.f('fk_audit_texts_position_audit_entries')),
    sa.PrimaryKeyConstraint('position', name=op.f('pk_audit_texts'))
    )
    op.create_table('bank_versions',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('bank_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('item_count', sa.Integer(), nullable=False),
    sa.Column('content_hash', sa.Text(), nullable=False),
    sa.Column('content', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('item_count >= 1', name=op.f('ck_bank_versions_has_items')),
    sa.CheckConstraint('number >= 1', name=op.f('ck_bank_versions_number_counts_from_one')),
    sa.ForeignKeyConstraint(['bank_id'], ['banks.id'], name=op.f('fk_bank_versions_bank_id_banks')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_versions')),
    sa.UniqueConstraint('bank_id', 'number', name=op.f('uq_bank_versions_bank_id_number'))
    )
    op.create_table('item_seals',
    sa.Column('bank_id', sa.BigInteger(), nullable=False),
    sa.Column('item', sa.Text(), nullable=False),
    sa.Column('round_id', sa.BigInteger(), nullable=False),
    sa.Column('sealed_until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['bank_id'], ['banks.id'], name=op.f('fk_item_seals_bank_id_banks')),
    sa.PrimaryKeyConstraint('bank_id', 'item', 'round_id', name=op.f('pk_item_seals'))
    )
    op.create_table('units',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('tree_id', sa.BigInteger(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('type', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('parent_id', sa.BigInteger(), nullable=True),
    sa.Column('search_key', sa.Text(), nullable=False),
    sa.Column('sort_key', sa.Text(), nullable=False),
    sa.Column('depth', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.CheckConstraint("name <> '' AND type <> ''", name=op.f('ck_units_has_name_and_type')),
    sa.CheckConstraint('parent_id <> id', name=op.f('ck_units_is_not_its_own_parent')),
    sa.CheckConstraint('valid_from < valid_to', name=op.f('ck_units_valid_from_before_to')),
    sa.ForeignKeyConstraint(['parent_id'], ['units.id'], name=op.f('fk_units_parent_id_units')),
    sa.ForeignKeyConstraint(['tree_id'], ['unit_trees.id'], name=op.f('fk_units_tree_id_unit_trees')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_units')),
    sa.UniqueConstraint('tree_id', 'code', name=op.f('uq_units_tree_id_code'))
    )
    op.create_index(op.f('ix_units_parent_id'), 'units', ['parent_id'], unique=False)
    op.create_index('ix_units_tree_id_search_key', 'units', ['tree_id', 'search_key'], unique=False)
    op.create_table('accounts',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('full_name', sa.Text(), nullable=False),
    sa.Column('sort_key', sa.Text(), nullable=False),
    sa.Column('search_key', sa.Text(), nullable=False),
    sa.Column('birth_year', sa.Integer(), nullable=True),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('phone_place', sa.Integer(), nullable=True),
    sa.Column('username', sa.Text(), nullable=True),
    sa.Column('unit_id', sa.BigInteger(), nullable=True),
    sa.Column('secret_hash', sa.Text(), nullable=False),
    sa.Column('is_loopback_only', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(kind = 'person') = (birth_year IS NOT NULL)", name=op.f('ck_accounts_a_person_has_a_birth_year')),
    sa.CheckConstraint("(kind = 'person') = (phone IS NOT NULL)", name=op.f('ck_accounts_a_person_has_a_phone')),
    sa.CheckConstraint("(kind = 'staff') = (username IS NOT NULL)", name=op.f('ck_accounts_staff_have_a_username')),
    sa.CheckConstraint("kind IN ('person', 'staff')", name=op.f('ck_accounts_kind_is_known')),
    sa.CheckConstraint("phone ~ '^\\+[1-9][0-9]{7,14}$'", name=op.f('ck_accounts_phone_is_canonical')),
    sa.CheckConstraint('(phone IS NULL) = (phone_place IS NULL)', name=op.f('ck_accounts_a_phone_has_places')),
    sa.CheckConstraint('birth_year BETWEEN 1900 AND 2100', name=op.f('ck_accounts_birth_year_is_plausible')),
    sa.CheckConstraint('phone_place >= 1', name=op.f('ck_accounts_phone_place_counts_from_one')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_accounts_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts')),
    sa.UniqueConstraint('phone', 'phone_place', name=op.f('uq_accounts_phone_phone_place')),
    sa.UniqueConstraint('username', name=op.f('uq_accounts_username'))
    )
    op.create_index('ix_accounts_search_key', 'accounts', ['search_key'], unique=False)
    op.create_index(op.f('ix_accounts_unit_id'), 'accounts', ['unit_id'], unique=False)
    op.create_table('contests',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f('ck_contests_slug_is_plain')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_contests_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contests')),
    sa.UniqueConstraint('slug', name=op.f('uq_contests_slug'))
    )
    op.create_table('unit_former_names',
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('search_key', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_unit_former_names_unit_id_units')),
    sa.PrimaryKeyConstraint('unit_id', 'name', name=op.f('pk_unit_former_names'))
    )
    op.create_table('unit_rolls',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('member_count', sa.Integer(), nullable=False),
    sa.Column('counted_on', sa.Date(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('member_count >= 0', name=op.f('ck_unit_rolls_members_are_not_negative')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_unit_rolls_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit_rolls'))
    )
    op.create_index('ix_unit_rolls_unit_id_recorded_at', 'unit_rolls', ['unit_id', 'recorded_at'], unique=False)
    op.create_table('entries',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('contest_id', sa.BigInteger(), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=True),
    sa.Column('is_name_shown', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_entries_account_id_accounts')),
    sa.ForeignKeyConstraint(['contest_id'], ['contests.id'], name=op.f('fk_entries_contest_id_contests')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_entries_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entries')),
    sa.UniqueConstraint('contest_id', 'account_id', name=op.f('uq_entries_contest_id_account_id'))
    )
    op.create_index(op.f('ix_entries_account_id'), 'entries', ['account_id'], unique=False)
    op.create_index('ix_entries_contest_id_unit_id', 'entries', ['contest_id', 'unit_id'], unique=False)
    op.create_table('notices',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('params', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_notices_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices'))
    )
    op.create_index('ix_notices_unseen', 'notices', ['account_id'], unique=False, postgresql_where='seen_at IS NULL')
    op.create_table('reset_codes',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.Column('code_hash', sa.LargeBinary(), nullable=False),
    sa.Column('issued_by', sa.BigInteger(), nullable=True),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_reset_codes_account_id_accounts')),
    sa.ForeignKeyConstraint(['issued_by'], ['accounts.id'], name=op.f('fk_reset_codes_issued_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reset_codes')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_reset_codes_code_hash'))
    )
    op.create_index(op.f('ix_reset_codes_account_id'), 'reset_codes', ['account_id'], unique=False)
    op.create_table('role_grants',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('contest_id', sa.BigInteger(), nullable=True),
    sa.Column('unit_id', sa.BigInteger(), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('granted_by', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("role <> 'unit_officer' OR unit_id IS NOT NULL", name=op.f('ck_role_grants_an_officer_has_a_unit')),
    sa.CheckConstraint("role IN ('admin', 'organizer', 'editor', 'second_reader', 'judge', 'auditor', 'unit_officer')", name=op.f('ck_role_grants_role_is_known')),
    sa.CheckConstraint('contest_id IS NULL OR unit_id IS NULL', name=op.f('ck_role_grants_one_scope')),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_role_grants_starts_before_it_ends')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_role_grants_account_id_accounts')),
    sa.ForeignKeyConstraint(['granted_by'], ['accounts.id'], name=op.f('fk_role_grants_granted_by_accounts')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_role_grants_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grants'))
    )
    op.create_index(op.f('ix_role_grants_account_id'), 'role_grants', ['account_id'], unique=False)
    op.create_table('rounds',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('contest_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('limit_seconds', sa.Integer(), nullable=False),
    sa.Column('grace_seconds', sa.Integer(), nullable=False),
    sa.Column('rules', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('plan', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.CheckConstraint('grace_seconds BETWEEN 0 AND 300', name=op.f('ck_rounds_grace_is_short')),
    sa.CheckConstraint('limit_seconds > 0', name=op.f('ck_rounds_limit_is_positive')),
    sa.CheckConstraint('number >= 1', name=op.f('ck_rounds_number_counts_from_one')),
    sa.CheckConstraint('opens_at < closes_at', name=op.f('ck_rounds_opens_before_it_closes')),
    sa.ForeignKeyConstraint(['contest_id'], ['contests.id'], name=op.f('fk_rounds_contest_id_contests')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rounds')),
    sa.UniqueConstraint('contest_id', 'number', name=op.f('uq_rounds_contest_id_number'))
    )
    op.create_index('ix_rounds_closes_at', 'rounds', ['closes_at'], unique=False)
    op.create_table('rule_book_versions',
    sa.Column('contest_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('content_hash', sa.Text(), nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number >= 1', name=op.f('ck_rule_book_versions_number_counts_from_one')),
    sa.ForeignKeyConstraint(['contest_id'], ['contests.id'], name=op.f('fk_rule_book_versions_contest_id_contests')),
    sa.PrimaryKeyConstraint('contest_id', 'number', name=op.f('pk_rule_book_versions'))
    )
    op.create_table('sign_in_sessions',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_sign_in_sessions_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_sessions')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_sign_in_sessions_token_hash'))
    )
    op.create_index(op.f('ix_sign_in_sessions_account_id'), 'sign_in_sessions', ['account_id'], unique=False)
    op.create_table('attempts',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('round_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('seed', sa.Text(), nullable=False),
    sa.Column('paper', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('position_count', sa.Integer(), nullable=False),
    sa.Column('full_hundredths', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deadline_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lease', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('hand_in_key', sa.Text(), nullable=True),
    sa.Column('score_hundredths', sa.Integer(), nullable=True),
    sa.Column('right_count', sa.Integer(), nullable=True),
    sa.Column('answered_count', sa.Integer(), nullable=True),
    sa.Column('duration_ms', sa.BigInteger(), nullable=True),
    sa.Column('prediction', sa.BigInteger(), nullable=True),
    sa.Column('is_valid', sa.Boolean(), nullable=True),
    sa.Column('receipt_code', sa.Text(), nullable=True),
    sa.Column('receipt_nonce', sa.Text(), nullable=True),
    sa.Column('receipt_hash', sa.Text(), nullable=True),
    sa.CheckConstraint("(state = 'open') = (duration_ms IS NULL)", name=op.f('ck_attempts_an_ended_attempt_has_a_duration')),
    sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f('ck_attempts_an_open_attempt_has_no_end')),
    sa.CheckConstraint("(state = 'open') = (receipt_code IS NULL)", name=op.f('ck_attempts_an_ended_attempt_has_a_receipt')),
    sa.CheckConstraint("(state = 'open') = (score_hundredths IS NULL)", name=op.f('ck_attempts_an_ended_attempt_has_a_score')),
    sa.CheckConstraint("state IN ('open', 'handed_in', 'closed')", name=op.f('ck_attempts_state_is_known')),
    sa.CheckConstraint('duration_ms >= 0', name=op.f('ck_attempts_duration_is_not_negative')),
    sa.CheckConstraint('lease >= 1', name=op.f('ck_attempts_lease_counts_from_one')),
    sa.CheckConstraint('number >= 1', name=op.f('ck_attempts_number_counts_from_one')),
    sa.CheckConstraint('score_hundredths BETWEEN 0 AND full_hundredths', name=op.f('ck_attempts_score_is_at_most_full')),
    sa.CheckConstraint('started_at < deadline_at', name=op.f('ck_attempts_starts_before_its_deadline')),
    sa.ForeignKeyConstraint(['entry_id'], ['entries.id'], name=op.f('fk_attempts_entry_id_entries')),
    sa.ForeignKeyConstraint(['round_id'], ['rounds.id'], name=op.f('fk_attempts_round_id_rounds')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_attempts_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempts')),
    sa.UniqueConstraint('entry_id', 'round_id', 'number', name=op.f('uq_attempts_entry_id_round_id_number')),
    sa.UniqueConstraint('receipt_code', name=op.f('uq_attempts_receipt_code'))
    )
    op.create_index('ix_attempts_open_deadline_at', 'attempts', ['deadline_at'], unique=False, postgresql_where="state = 'open'")
    op.create_index('ix_attempts_round_id_started_at', 'attempts', ['round_id', 'started_at'], unique=False)
    op.create_index('uq_attempts_one_open', 'attempts', ['entry_id', 'round_id'], unique=True, postgresql_where="state = 'open'")
    op.create_table('consents',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('is_given', sa.Boolean(), nullable=False),
    sa.Column('text_version', sa.Text(), nullable=False),
    sa.Column('text_hash', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('take_part', 'show_name')", name=op.f('ck_consents_kind_is_known')),
    sa.ForeignKeyConstraint(['entry_id'], ['entries.id'], name=op.f('fk_consents_entry_id_entries')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consents'))
    )
    op.create_index('ix_consents_entry_id_kind', 'consents', ['entry_id', 'kind', 'at'], unique=False)
    op.create_table('time_grants',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('round_id', sa.BigInteger(), nullable=False),
    sa.Column('entry_id', sa.BigInteger(), nullable=True),
    sa.Column('unit_id', sa.BigInteger(), nullable=True),
    sa.Column('seconds', sa.Integer(), nullable=False),
    sa.Column('from_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('to_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('granted_by', sa.BigInteger(), nullable=True),
    sa.Column('undoes_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('(undoes_id IS NULL) = (seconds > 0)', name=op.f('ck_time_grants_only_an_undoing_is_negative')),
    sa.CheckConstraint('num_nonnulls(entry_id, unit_id) <= 1', name=op.f('ck_time_grants_one_scope')),
    sa.CheckConstraint('seconds <> 0', name=op.f('ck_time_grants_seconds_are_not_zero')),
    sa.ForeignKeyConstraint(['entry_id'], ['entries.id'], name=op.f('fk_time_grants_entry_id_entries')),
    sa.ForeignKeyConstraint(['granted_by'], ['accounts.id'], name=op.f('fk_time_grants_granted_by_accounts')),
    sa.ForeignKeyConstraint(['round_id'], ['rounds.id'], name=op.f('fk_time_grants_round_id_rounds')),
    sa.ForeignKeyConstraint(['undoes_id'], ['time_grants.id'], name=op.f('fk_time_grants_undoes_id_time_grants')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_time_grants_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_time_grants')),
    sa.UniqueConstraint('undoes_id', name=op.f('uq_time_grants_undoes_id'))
    )
    op.create_index('ix_time_grants_round_id', 'time_grants', ['round_id'], unique=False)
    op.create_table('responses',
    sa.Column('attempt_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('lease', sa.Integer(), nullable=False),
    sa.Column('counter', sa.Integer(), nullable=False),
    sa.Column('value', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('counter >= 1', name=op.f('ck_responses_counter_counts_from_one')),
    sa.CheckConstraint('position >= 1', name=op.f('ck_responses_position_counts_from_one')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempts.id'], name=op.f('fk_responses_attempt_id_attempts')),
    sa.PrimaryKeyConstraint('attempt_id', 'position', 'lease', 'counter', name=op.f('pk_responses'))
    )
    op.create_table('standings',
    sa.Column('round_id', sa.BigInteger(), nullable=False),
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('attempt_id', sa.BigInteger(), nullable=True),
    sa.Column('sort_key', sa.LargeBinary(), nullable=True),
    sa.Column('attempt_count', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by', Xid8(), server_default=sa.text('pg_current_xact_id()'), nullable=False),
    sa.CheckConstraint('(attempt_id IS NULL) = (sort_key IS NULL)', name=op.f('ck_standings_a_counted_attempt_has_a_key')),
    sa.CheckConstraint('attempt_count >= 1', name=op.f('ck_standings_has_an_attempt')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempts.id'], name=op.f('fk_standings_attempt_id_attempts')),
    sa.ForeignKeyConstraint(['entry_id'], ['entries.id'], name=op.f('fk_standings_entry_id_entries')),
    sa.ForeignKeyConstraint(['round_id'], ['rounds.id'], name=op.f('fk_standings_round_id_rounds')),
    sa.PrimaryKeyConstraint('round_id', 'entry_id', name=op.f('pk_standings'))
    )
    op.create_index('ix_standings_changed_by', 'standings', ['changed_by'], unique=False)
    op.create_index('ix_standings_round_id_sort_key', 'standings', ['round_id', 'sort_key', 'entry_id'], unique=False)
    op.execute(REFUSE)
    for table in ADD_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_is_only_added_to"
            f" BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    op.drop_index('ix_standings_round_id_sort_key', table_name='standings')
    op.drop_index('ix_standings_changed_by', table_name='standings')
    op.drop_table('standings')
    op.drop_table('responses')
    op.drop_index('ix_time_grants_round_id', table_name='time_grants')
    op.drop_table('time_grants')
    op.drop_index('ix_consents_entry_id_kind', table_name='consents')
    op.drop_table('consents')
    op.drop_index('uq_attempts_one_open', table_name='attempts', postgresql_where="state = 'open'")
    op.drop_index('ix_attempts_round_id_started_at', table_name='attempts')
    op.drop_index('ix_attempts_open_deadline_at', table_name='attempts', postgresql_where="state = 'open'")
    op.drop_table('attempts')
    op.drop_index(op.f('ix_sign_in_sessions_account_id'), table_name='sign_in_sessions')
    op.drop_table('sign_in_sessions')
    op.drop_table('rule_book_versions')
    op.drop_index('ix_rounds_closes_at', table_name='rounds')
    op.drop_table('rounds')
    op.drop_index(op.f('ix_role_grants_account_id'), table_name='role_grants')
    op.drop_table('role_grants')
    op.drop_index(op.f('ix_reset_codes_account_id'), table_name='reset_codes')
    op.drop_table('reset_codes')
    op.drop_index('ix_notices_unseen', table_name='notices', postgresql_where='seen_at IS NULL')
    op.drop_table('notices')
    op.drop_index('ix_entries_contest_id_unit_id', table_name='entries')
    op.drop_index(op.f('ix_entries_account_id'), table_name='entries')
    op.drop_table('entries')
    op.drop_index('ix_unit_rolls_unit_id_recorded_at', table_name='unit_rolls')
    op.drop_table('unit_rolls')
    op.drop_table('unit_former_names')
    op.drop_table('contests')
    op.drop_index(op.f('ix_accounts_unit_id'), table_name='accounts')
    op.drop_index('ix_accounts_search_key', table_name='accounts')
    op.drop_table('accounts')
    op.drop_index('ix_units_tree_id_search_key', table_name='units')
    op.drop_index(op.f('ix_units_parent_id'), table_name='units')
    op.drop_table('units')
    op.drop_table('item_seals')
    op.drop_table('bank_versions')
    op.drop_table('audit_texts')
    op.drop_table('unit_trees')
    op.drop_index('ix_sign_in_failures_subject_at', table_name='sign_in_failures')
    op.drop_index('ix_sign_in_failures_device_at', table_name='sign_in_failures')
    op.drop_index('ix_sign_in_failures_at', table_name='sign_in_failures')
    op.drop_table('sign_in_failures')
    op.drop_index('ix_jobs_waiting', table_name='jobs', postgresql_where="state IN ('waiting', 'running')")
    op.drop_table('jobs')
    op.drop_table('banks')
    op.drop_table('audit_entries')
    op.execute("DROP FUNCTION refuse_change()")
