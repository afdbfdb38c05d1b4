"""What entry forms ask, who agrees for a child, corrections, and who runs a contest."""

import sqlalchemy as sa
from alembic import op
revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

PEOPLES = ', '.join(f"'{number:02}'" for number in range(1, 55))
COLUMNS = {
    'sex': sa.Text(),
    'ethnicity': sa.Text(),
    'occupation': sa.Text(),
    'is_member': sa.Boolean(),
    'birth_date': sa.Date(),
    'age_band': sa.Text(),
    'representative_name': sa.Text(),
    'representative_relation': sa.Text(),
    'completed_at': sa.DateTime(timezone=True),
    'barred_at': sa.DateTime(timezone=True),
}
CHECKS = {
    'ck_entries_sex_is_known': "sex IN ('female', 'male', 'other')",
    'ck_entries_ethnicity_is_known': f"ethnicity IN ({PEOPLES}, 'other')",
    'ck_entries_occupation_is_known':
        "occupation IN ('farmer', 'worker', 'public_servant', 'armed_forces', 'trade', 'freelance',"
        " 'homemaker', 'student', 'retired', 'other')",
    'ck_entries_relation_is_known': "representative_relation IN ('mother', 'father', 'guardian')",
    'ck_entries_age_band_is_known': "age_band IN ('under_16', '16_30', '31_45', '46_60', 'over_60')",
    'ck_entries_a_representative_has_name_and_relation':
        '(representative_name IS NULL) = (representative_relation IS NULL)',
    'ck_entries_the_name_of_who_is_represented_is_not_shown':
        'representative_name IS NULL OR NOT is_name_shown',
    'ck_entries_birth_date_is_plausible': "birth_date BETWEEN '1900-01-01' AND '2100-12-31'",
    'ck_entries_is_complete_once_it_is_there': 'completed_at >= created_at',
}
KINDS = "kind IN ('take_part', 'show_name'{})"


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.add_column('entries', sa.Column(name, kind, nullable=True))
    op.execute('UPDATE entries SET completed_at = created_at')
    for name, rule in CHECKS.items():
        op.create_check_constraint(op.f(name), 'entries', rule)
    set_kinds(KINDS.format(", 'ethnicity', 'representative'"))
    op.create_table('insiders',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('contest_id', sa.BigInteger(), nullable=False),
    sa.Column('phone_hash', sa.LargeBinary(), nullable=False),
    sa.Column('phone_shown', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('added_by', sa.BigInteger(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_by', sa.BigInteger(), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(removed_at IS NULL) = (removed_by IS NULL)', name=op.f('ck_insiders_somebody_removed_it')),
    sa.CheckConstraint('added_at <= removed_at', name=op.f('ck_insiders_added_before_it_is_removed')),
    sa.CheckConstraint('length(phone_hash) = 32', name=op.f('ck_insiders_phone_hash_is_sha256')),
    sa.ForeignKeyConstraint(['added_by'], ['accounts.id'], name=op.f('fk_insiders_added_by_accounts')),
    sa.ForeignKeyConstraint(['contest_id'], ['contests.id'], name=op.f('fk_insiders_contest_id_contests')),
    sa.ForeignKeyConstraint(['removed_by'], ['accounts.id'], name=op.f('fk_insiders_removed_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_insiders'))
    )
    op.create_index('uq_insiders_in_force', 'insiders', ['contest_id', 'phone_hash'], unique=True, postgresql_where='removed_at IS NULL')
    op.create_table('entry_changes',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('field', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.BigInteger(), nullable=True),
    sa.Column('old_unit_id', sa.BigInteger(), nullable=True),
    sa.Column('new_unit_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("field <> 'unit' OR old_unit_id IS DISTINCT FROM new_unit_id", name=op.f('ck_entry_changes_a_changed_unit_is_another')),
    sa.CheckConstraint("field = 'unit' OR num_nonnulls(old_unit_id, new_unit_id) = 0", name=op.f('ck_entry_changes_only_units_are_kept')),
    sa.CheckConstraint("field IN ('full_name', 'birth_year', 'birth_date', 'unit', 'sex', 'ethnicity', 'occupation', 'member', 'representative')", name=op.f('ck_entry_changes_field_is_known')),
    sa.ForeignKeyConstraint(['by'], ['accounts.id'], name=op.f('fk_entry_changes_by_accounts')),
    sa.ForeignKeyConstraint(['entry_id'], ['entries.id'], name=op.f('fk_entry_changes_entry_id_entries')),
    sa.ForeignKeyConstraint(['new_unit_id'], ['units.id'], name=op.f('fk_entry_changes_new_unit_id_units')),
    sa.ForeignKeyConstraint(['old_unit_id'], ['units.id'], name=op.f('fk_entry_changes_old_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_changes'))
    )
    op.create_index('ix_entry_changes_entry_id_at', 'entry_changes', ['entry_id', 'at'], unique=False)


def downgrade() -> None:
    op.drop_table('entry_changes')
    op.drop_table('insiders')
    op.execute("DELETE FROM consents WHERE kind IN ('ethnicity', 'representative')")
    set_kinds(KINDS.format(''))
    for name in CHECKS:
        op.drop_constraint(op.f(name), 'entries', type_='check')
    for name in reversed(COLUMNS):
        op.drop_column('entries', name)


def set_kinds(rule: str) -> None:
    op.drop_constraint(op.f('ck_consents_kind_is_known'), 'consents', type_='check')
    op.create_check_constraint(op.f('ck_consents_kind_is_known'), 'consents', rule)
