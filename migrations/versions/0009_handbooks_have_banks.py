"""Handbooks have banks, and are withdrawn after they were published."""

from alembic import op
revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

CHECKS = {
    'ck_handbooks_has_banks': "jsonb_typeof(banks) = 'array' AND banks <> '[]'",
    'ck_handbooks_chapters_are_a_list': "jsonb_typeof(chapters) = 'array'",
    'ck_handbooks_published_earlier_than_withdrawn': 'withdrawn_at >= published_at',
}


def upgrade() -> None:
    for name, rule in CHECKS.items():
        op.create_check_constraint(op.f(name), 'handbooks', rule)


def downgrade() -> None:
    for name in CHECKS:
        op.drop_constraint(op.f(name), 'handbooks', type_='check')
