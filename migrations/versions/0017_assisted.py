"""Invitations of unit officers, units they add, attempts on an officer's device."""

from alembic import op
import sqlalchemy as sa
revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('officer_invitations',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('code_hash', sa.LargeBinary(), nullable=True),
    sa.Column('invited_by', sa.BigInteger(), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_by', sa.BigInteger(), nullable=True),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("phone ~ '^\\+[1-9][0-9]{7,14}$'", name=op.f('ck_officer_invitations_phone_is_canonical')),
    sa.CheckConstraint('num_nonnulls(code_hash, phone, used_at, revoked_at) >= 1', name=op.f('ck_officer_invitations_somebody_can_find_it')),
    sa.CheckConstraint('invited_at < expires_at', name=op.f('ck_officer_invitations_invited_before_it_expires')),
    sa.CheckConstraint('(used_by IS NULL) = (used_at IS NULL)', name=op.f('ck_officer_invitations_used_by_somebody')),
    sa.CheckConstraint('num_nonnulls(used_at, revoked_at) <= 1', name=op.f('ck_officer_invitations_used_or_revoked')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_officer_invitations_unit_id_units')),
    sa.ForeignKeyConstraint(['invited_by'], ['accounts.id'], name=op.f('fk_officer_invitations_invited_by_accounts')),
    sa.ForeignKeyConstraint(['used_by'], ['accounts.id'], name=op.f('fk_officer_invitations_used_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_officer_invitations')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_officer_invitations_code_hash'))
    )
    op.create_index('ix_officer_invitations_unit_id', 'officer_invitations', ['unit_id'])
    op.create_index('ix_officer_invitations_open_phone', 'officer_invitations', ['phone'],
                    postgresql_where=sa.text('used_at IS NULL AND revoked_at IS NULL'))
    op.create_index('ix_officer_invitations_used_by', 'officer_invitations', ['used_by'])
    op.create_index('ix_officer_invitations_invited_by', 'officer_invitations', ['invited_by'])
    op.create_table('added_units',
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('added_by', sa.BigInteger(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_added_units_unit_id_units')),
    sa.ForeignKeyConstraint(['added_by'], ['accounts.id'], name=op.f('fk_added_units_added_by_accounts')),
    sa.PrimaryKeyConstraint('unit_id', name=op.f('pk_added_units'))
    )
    op.create_index(op.f('ix_added_units_added_by'), 'added_units', ['added_by'])
    op.add_column('entries', sa.Column('assisted_by', sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f('fk_entries_assisted_by_accounts'), 'entries', 'accounts', ['assisted_by'], ['id'])
    op.add_column('attempts', sa.Column('assisted_by', sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f('fk_attempts_assisted_by_accounts'), 'attempts', 'accounts', ['assisted_by'], ['id'])
    op.create_index('ix_attempts_assisted', 'attempts', ['round_id'],
                    postgresql_where=sa.text('assisted_by IS NOT NULL'))
    op.create_table('consent_forms',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('contest_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('printed_by', sa.BigInteger(), nullable=False),
    sa.Column('printed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entry_id', sa.BigInteger(), nullable=True),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('number >= 1', name=op.f('ck_consent_forms_number_counts_from_one')),
    sa.CheckConstraint('entry_id IS NULL OR used_at IS NOT NULL', name=op.f('ck_consent_forms_used_for_an_entry')),
    sa.ForeignKeyConstraint(['contest_id'], ['contests.id'], name=op.f('fk_consent_forms_contest_id_contests')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_consent_forms_unit_id_units')),
    sa.ForeignKeyConstraint(['printed_by'], ['accounts.id'], name=op.f('fk_consent_forms_printed_by_accounts')),
    sa.ForeignKeyConstraint(['entry_id'], ['entries.id'], name=op.f('fk_consent_forms_entry_id_entries')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent_forms')),
    sa.UniqueConstraint('contest_id', 'number', name=op.f('uq_consent_forms_contest_id_number')),
    sa.UniqueConstraint('entry_id', name=op.f('uq_consent_forms_entry_id'))
    )
    op.create_index('ix_consent_forms_printed_by', 'consent_forms', ['printed_by'])


def downgrade() -> None:
    op.drop_table('consent_forms')
    op.drop_index('ix_attempts_assisted', table_name='attempts')
    op.drop_column('attempts', 'assisted_by')
    op.drop_column('entries', 'assisted_by')
    op.drop_table('added_units')
    op.drop_table('officer_invitations')
