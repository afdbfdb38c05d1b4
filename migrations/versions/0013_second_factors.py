"""Second factors and recovery codes of staff; what devices are called and when asked again."""

import sqlalchemy as sa
from alembic import op
revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('second_factors',
    sa.Column('account_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('secret', sa.LargeBinary(), nullable=False),
    sa.Column('last_step', sa.BigInteger(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('last_step > 0', name=op.f('ck_second_factors_last_step_is_a_step')),
    sa.CheckConstraint('length(secret) = 48', name=op.f('ck_second_factors_secret_is_encrypted')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_second_factors_account_id_accounts')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_second_factors'))
    )
    op.create_table('recovery_codes',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.Column('code_hash', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_recovery_codes_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_codes')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_recovery_codes_code_hash'))
    )
    op.create_index(op.f('ix_recovery_codes_account_id'), 'recovery_codes', ['account_id'], unique=False)
    op.add_column('sign_in_sessions', sa.Column('proved_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('sign_in_sessions', sa.Column('device_label', sa.Text(), nullable=True))
    op.create_check_constraint(op.f('ck_sign_in_sessions_label_is_short'), 'sign_in_sessions', 'length(device_label) BETWEEN 1 AND 60')
    op.execute('UPDATE sign_in_sessions SET proved_at = created_at')
    op.alter_column('sign_in_sessions', 'proved_at', nullable=False)
    op.add_column('sign_in_failures', sa.Column('is_at_home', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column('sign_in_failures', 'is_at_home', server_default=None)
    # Staff who came in by a password alone set up their second factor now.
    op.execute("""
        UPDATE sign_in_sessions s SET revoked_at = clock_timestamp() FROM accounts a
        WHERE a.id = s.account_id AND a.kind = 'staff' AND NOT a.is_loopback_only AND s.revoked_at IS NULL
    """)


def downgrade() -> None:
    op.drop_column('sign_in_failures', 'is_at_home')
    op.drop_constraint(op.f('ck_sign_in_sessions_label_is_short'), 'sign_in_sessions', type_='check')
    op.drop_column('sign_in_sessions', 'device_label')
    op.drop_column('sign_in_sessions', 'proved_at')
    op.drop_index(op.f('ix_recovery_codes_account_id'), table_name='recovery_codes')
    op.drop_table('recovery_codes')
    op.drop_table('second_factors')
