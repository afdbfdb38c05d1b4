"""People without a phone of their own, erased people, phones of staff, secretaries."""

import sqlalchemy as sa
from alembic import op
revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

ROLES = "'admin', 'organizer', 'editor', 'second_reader', 'judge', {}'auditor', 'unit_officer'"
CHECKS = {
    'ck_accounts_a_person_has_a_phone':
        "kind = 'staff' OR phone IS NOT NULL OR brought_in_by IS NOT NULL OR erased_at IS NOT NULL",
    'ck_accounts_a_person_has_a_birth_year':
        "kind = 'staff' OR birth_year IS NOT NULL OR erased_at IS NOT NULL",
    'ck_accounts_staff_are_no_persons':
        "kind = 'person' OR (phone IS NULL AND birth_year IS NULL AND brought_in_by IS NULL)",
    'ck_accounts_staff_have_a_contact_phone': "kind = 'staff' OR contact_phone IS NULL",
    'ck_accounts_contact_phone_is_canonical': "contact_phone ~ '^\\+[1-9][0-9]{7,14}$'",
    'ck_accounts_nothing_is_left_of_the_erased':
        "erased_at IS NULL OR (phone IS NULL AND birth_year IS NULL AND contact_phone IS NULL)",
}
BEFORE = {
    'ck_accounts_a_person_has_a_phone': "(kind = 'person') = (phone IS NOT NULL)",
    'ck_accounts_a_person_has_a_birth_year': "(kind = 'person') = (birth_year IS NOT NULL)",
}


def upgrade() -> None:
    op.add_column('accounts', sa.Column('contact_phone', sa.Text(), nullable=True))
    op.add_column('accounts', sa.Column('brought_in_by', sa.BigInteger(), nullable=True))
    op.add_column('accounts', sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(op.f('fk_accounts_brought_in_by_accounts'), 'accounts', 'accounts', ['brought_in_by'], ['id'])
    for name in BEFORE:
        op.drop_constraint(op.f(name), 'accounts', type_='check')
    for name, rule in CHECKS.items():
        op.create_check_constraint(op.f(name), 'accounts', rule)
    set_roles(ROLES.format("'secretary', "))


def downgrade() -> None:
    op.execute("UPDATE role_grants SET role = 'auditor' WHERE role = 'secretary'")
    set_roles(ROLES.format(''))
    for name in CHECKS:
        op.drop_constraint(op.f(name), 'accounts', type_='check')
    for name, rule in BEFORE.items():
        op.create_check_constraint(op.f(name), 'accounts', rule)
    op.drop_constraint(op.f('fk_accounts_brought_in_by_accounts'), 'accounts', type_='foreignkey')
    for name in ('erased_at', 'brought_in_by', 'contact_phone'):
        op.drop_column('accounts', name)


def set_roles(roles: str) -> None:
    op.drop_constraint(op.f('ck_role_grants_role_is_known'), 'role_grants', type_='check')
    op.create_check_constraint(op.f('ck_role_grants_role_is_known'), 'role_grants', f'role IN ({roles})')
