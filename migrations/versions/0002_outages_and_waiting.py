"""Outages that make late answers count, marks made again, waiting before a start."""

from alembic import op
import sqlalchemy as sa
revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('attempts', sa.Column('joined_at', sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE attempts SET joined_at = started_at")
    op.alter_column('attempts', 'joined_at', nullable=False)
    op.add_column('attempts', sa.Column('is_mark_due', sa.Boolean(), server_default='false', nullable=False))
    op.create_check_constraint(op.f('ck_attempts_joins_before_it_starts'), 'attempts', 'joined_at <= started_at')
    op.create_check_constraint(op.f('ck_attempts_an_open_attempt_has_no_mark_due'), 'attempts', "state <> 'open' OR NOT is_mark_due")
    op.create_index('ix_attempts_mark_due', 'attempts', ['deadline_at'], unique=False, postgresql_where='is_mark_due')
    op.add_column('time_grants', sa.Column('kind', sa.Text(), server_default='extra', nullable=False))
    op.alter_column('time_grants', 'kind', server_default=None)
    op.create_check_constraint(op.f('ck_time_grants_kind_is_known'), 'time_grants', "kind IN ('extra', 'outage')")
    op.create_check_constraint(op.f('ck_time_grants_an_outage_hits_more_than_one'), 'time_grants', "kind <> 'outage' OR entry_id IS NULL")
    op.create_table('replaced_marks',
    sa.Column('attempt_id', sa.BigInteger(), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('score_hundredths', sa.Integer(), nullable=False),
    sa.Column('right_count', sa.Integer(), nullable=False),
    sa.Column('answered_count', sa.Integer(), nullable=False),
    sa.Column('duration_ms', sa.BigInteger(), nullable=False),
    sa.Column('prediction', sa.BigInteger(), nullable=True),
    sa.Column('is_valid', sa.Boolean(), nullable=False),
    sa.Column('receipt_hash', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempts.id'], name=op.f('fk_replaced_marks_attempt_id_attempts')),
    sa.PrimaryKeyConstraint('attempt_id', 'replaced_at', name=op.f('pk_replaced_marks'))
    )


def downgrade() -> None:
    op.drop_table('replaced_marks')
    op.drop_constraint(op.f('ck_time_grants_an_outage_hits_more_than_one'), 'time_grants')
    op.drop_constraint(op.f('ck_time_grants_kind_is_known'), 'time_grants')
    op.drop_column('time_grants', 'kind')
    op.drop_index('ix_attempts_mark_due', table_name='attempts', postgresql_where='is_mark_due')
    op.drop_constraint(op.f('ck_attempts_an_open_attempt_has_no_mark_due'), 'attempts')
    op.drop_constraint(op.f('ck_attempts_joins_before_it_starts'), 'attempts')
    op.drop_column('attempts', 'is_mark_due')
    op.drop_column('attempts', 'joined_at')
