"""Under which row of the ledger an attempt ended: the order of locks, not of arrivals.

Stop web servers and workers first: older ones end attempts without it.
"""

from alembic import op
import sqlalchemy as sa
revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('attempts', sa.Column('ended_under', sa.BigInteger(), nullable=True))
    op.execute("""
        UPDATE attempts a SET ended_under = coalesce((
            SELECT max(g.id) FROM time_grants g
            WHERE g.round_id = a.round_id AND g.granted_at <= a.recorded_at), 0)
        WHERE a.state <> 'open'
    """)
    op.create_check_constraint(op.f('ck_attempts_an_ended_attempt_tells_its_ledger'), 'attempts', "(state = 'open') = (ended_under IS NULL)")


def downgrade() -> None:
    op.drop_constraint(op.f('ck_attempts_an_ended_attempt_tells_its_ledger'), 'attempts', type_='check')
    op.drop_column('attempts', 'ended_under')
