"""Numbers given back to their owners."""

import sqlalchemy as sa
from alembic import op
revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

RULE = 'ck_accounts_a_person_has_a_phone'
BEFORE = "kind = 'staff' OR phone IS NOT NULL OR brought_in_by IS NOT NULL OR erased_at IS NOT NULL"


def upgrade() -> None:
    op.add_column('accounts', sa.Column('phone_freed_at', sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint(op.f(RULE), 'accounts', type_='check')
    op.create_check_constraint(op.f(RULE), 'accounts', BEFORE + ' OR phone_freed_at IS NOT NULL')


def downgrade() -> None:
    # Who has no number of her own any more can't sign in: as if an officer had entered her.
    op.execute('UPDATE accounts SET brought_in_by = id WHERE phone_freed_at IS NOT NULL AND phone IS NULL AND brought_in_by IS NULL')
    op.drop_constraint(op.f(RULE), 'accounts', type_='check')
    op.create_check_constraint(op.f(RULE), 'accounts', BEFORE)
    op.drop_column('accounts', 'phone_freed_at')
