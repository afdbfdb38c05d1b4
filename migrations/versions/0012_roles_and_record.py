"""Roles that are ended before they begin, who ended them; reasons in the record that only go, never change."""

import sqlalchemy as sa
from alembic import op
revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

INDEXES = {
    'ix_audit_entries_actor_position': ['actor', 'position'],
    'ix_audit_entries_action_position': ['action', 'position'],
    'ix_audit_entries_subject_position': ['subject', 'position'],
    'ix_audit_entries_at': ['at'],
}

#: A reason goes only once the chain says who erased it.
GUARD = """
    CREATE FUNCTION keep_audit_text() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND EXISTS (
            SELECT FROM audit_entries
            WHERE action = 'audit.text_erased' AND subject = 'audit:' || OLD.position
        ) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'a text of the audit log goes only once an entry says who erased it'
            USING ERRCODE = 'insufficient_privilege';
    END $$
"""


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(name, 'audit_entries', columns)
    op.execute(GUARD)
    op.execute("CREATE TRIGGER keep_audit_text BEFORE UPDATE OR DELETE ON audit_texts"
               " FOR EACH ROW EXECUTE FUNCTION keep_audit_text()")
    op.execute("CREATE TRIGGER keep_audit_texts BEFORE TRUNCATE ON audit_texts"
               " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")
    op.add_column('role_grants', sa.Column('ended_by', sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f('fk_role_grants_ended_by_accounts'), 'role_grants', 'accounts', ['ended_by'], ['id'])
    op.drop_constraint(op.f('ck_role_grants_starts_before_it_ends'), 'role_grants', type_='check')
    op.create_check_constraint(op.f('ck_role_grants_ends_after_it_starts'), 'role_grants', 'starts_at <= ends_at')
    op.create_index('ix_role_grants_role_contest_id', 'role_grants', ['role', 'contest_id'])


def downgrade() -> None:
    op.drop_index('ix_role_grants_role_contest_id', table_name='role_grants')
    op.drop_constraint(op.f('ck_role_grants_ends_after_it_starts'), 'role_grants', type_='check')
    # What never began has no place in the older form; the record of staff keeps it.
    op.execute("DELETE FROM role_grants WHERE starts_at = ends_at")
    op.create_check_constraint(op.f('ck_role_grants_starts_before_it_ends'), 'role_grants', 'starts_at < ends_at')
    op.drop_constraint(op.f('fk_role_grants_ended_by_accounts'), 'role_grants', type_='foreignkey')
    op.drop_column('role_grants', 'ended_by')
    op.execute("DROP TRIGGER keep_audit_texts ON audit_texts")
    op.execute("DROP TRIGGER keep_audit_text ON audit_texts")
    op.execute("DROP FUNCTION keep_audit_text()")
    for name in INDEXES:
        op.drop_index(name, table_name='audit_entries')
