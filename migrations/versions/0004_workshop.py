"""The workshop of banks: drafts, readings, comments, uploads, corrected keys."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

def upgrade() -> None:
    op.create_table('item_comments',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('bank_id', sa.BigInteger(), nullable=False),
    sa.Column('item', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_by', sa.BigInteger(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_by', sa.BigInteger(), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(settled_at IS NULL) = (settled_by IS NULL)', name=op.f('ck_item_comments_somebody_settled_it')),
    sa.CheckConstraint('char_length(text) BETWEEN 1 AND 2000', name=op.f('ck_item_comments_text_is_short')),
    sa.ForeignKeyConstraint(['bank_id'], ['banks.id'], name=op.f('fk_item_comments_bank_id_banks')),
    sa.ForeignKeyConstraint(['settled_by'], ['accounts.id'], name=op.f('fk_item_comments_settled_by_accounts')),
    sa.ForeignKeyConstraint(['written_by'], ['accounts.id'], name=op.f('fk_item_comments_written_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item_comments'))
    )
    op.create_index('ix_item_comments_bank_id_item', 'item_comments', ['bank_id', 'item'], unique=False)
    op.create_table('bank_drafts',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('bank_id', sa.BigInteger(), nullable=False),
    sa.Column('base_version_id', sa.BigInteger(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('content', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('begun_by', sa.BigInteger(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f('ck_bank_drafts_an_open_one_goes_on')),
    sa.CheckConstraint("state IN ('open', 'published', 'dropped')", name=op.f('ck_bank_drafts_state_is_known')),
    sa.CheckConstraint('revision >= 1', name=op.f('ck_bank_drafts_revision_counts_from_one')),
    sa.ForeignKeyConstraint(['bank_id'], ['banks.id'], name=op.f('fk_bank_drafts_bank_id_banks')),
    sa.ForeignKeyConstraint(['base_version_id'], ['bank_versions.id'], name=op.f('fk_bank_drafts_base_version_id_bank_versions')),
    sa.ForeignKeyConstraint(['begun_by'], ['accounts.id'], name=op.f('fk_bank_drafts_begun_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_drafts'))
    )
    op.create_index(op.f('ix_bank_drafts_bank_id'), 'bank_drafts', ['bank_id'], unique=False)
    op.create_index('ix_bank_drafts_open', 'bank_drafts', ['bank_id'], unique=True, postgresql_where="state = 'open'")
    op.create_table('key_corrections',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('version_id', sa.BigInteger(), nullable=False),
    sa.Column('before_version_id', sa.BigInteger(), nullable=False),
    sa.Column('item', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('corrected_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['before_version_id'], ['bank_versions.id'], name=op.f('fk_key_corrections_before_version_id_bank_versions')),
    sa.ForeignKeyConstraint(['version_id'], ['bank_versions.id'], name=op.f('fk_key_corrections_version_id_bank_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_key_corrections')),
    sa.UniqueConstraint('version_id', 'item', name=op.f('uq_key_corrections_version_id_item'))
    )
    op.create_table('bank_uploads',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('bank_slug', sa.Text(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('content_hash', sa.LargeBinary(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('job_id', sa.BigInteger(), nullable=True),
    sa.Column('report', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('bank', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('draft_id', sa.BigInteger(), nullable=True),
    sa.Column('uploaded_by', sa.BigInteger(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('part_of', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['part_of'], ['bank_uploads.id'], name=op.f('fk_bank_uploads_part_of_bank_uploads')),
    sa.CheckConstraint("(state = 'taken') = (draft_id IS NOT NULL)", name=op.f('ck_bank_uploads_taken_somewhere')),
    sa.CheckConstraint("state IN ('waiting', 'read', 'taken', 'dropped')", name=op.f('ck_bank_uploads_state_is_known')),
    sa.ForeignKeyConstraint(['draft_id'], ['bank_drafts.id'], name=op.f('fk_bank_uploads_draft_id_bank_drafts')),
    sa.ForeignKeyConstraint(['uploaded_by'], ['accounts.id'], name=op.f('fk_bank_uploads_uploaded_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_uploads'))
    )
    op.create_index(op.f('ix_bank_uploads_part_of'), 'bank_uploads', ['part_of'], unique=False)
    op.create_index('ix_bank_uploads_same', 'bank_uploads', ['uploaded_by', 'bank_slug', 'content_hash'], unique=True, postgresql_where="state IN ('waiting', 'read')")
    op.create_table('draft_readings',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('draft_id', sa.BigInteger(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('reader_id', sa.BigInteger(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("verdict IN ('approved', 'returned')", name=op.f('ck_draft_readings_verdict_is_known')),
    sa.ForeignKeyConstraint(['draft_id'], ['bank_drafts.id'], name=op.f('fk_draft_readings_draft_id_bank_drafts')),
    sa.ForeignKeyConstraint(['reader_id'], ['accounts.id'], name=op.f('fk_draft_readings_reader_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_readings'))
    )
    op.create_index(op.f('ix_draft_readings_draft_id'), 'draft_readings', ['draft_id'], unique=False)
    op.create_table('item_changes',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('bank_id', sa.BigInteger(), nullable=False),
    sa.Column('draft_id', sa.BigInteger(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('item', sa.Text(), nullable=False),
    sa.Column('before', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('after', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('changed_by', sa.BigInteger(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('before IS NOT NULL OR after IS NOT NULL', name=op.f('ck_item_changes_something_was_changed')),
    sa.ForeignKeyConstraint(['bank_id'], ['banks.id'], name=op.f('fk_item_changes_bank_id_banks')),
    sa.ForeignKeyConstraint(['changed_by'], ['accounts.id'], name=op.f('fk_item_changes_changed_by_accounts')),
    sa.ForeignKeyConstraint(['draft_id'], ['bank_drafts.id'], name=op.f('fk_item_changes_draft_id_bank_drafts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item_changes')),
    sa.UniqueConstraint('draft_id', 'revision', 'item', name=op.f('uq_item_changes_draft_id_revision_item'))
    )
    op.create_index('ix_item_changes_bank_id_item', 'item_changes', ['bank_id', 'item'], unique=False)
    op.add_column('bank_versions', sa.Column('published_by', sa.BigInteger(), nullable=True))
    op.add_column('bank_versions', sa.Column('approved_by', sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f('fk_bank_versions_published_by_accounts'), 'bank_versions', 'accounts', ['published_by'], ['id'])
    op.create_foreign_key(op.f('fk_bank_versions_approved_by_accounts'), 'bank_versions', 'accounts', ['approved_by'], ['id'])

def downgrade() -> None:
    op.drop_constraint(op.f('fk_bank_versions_approved_by_accounts'), 'bank_versions', type_='foreignkey')
    op.drop_constraint(op.f('fk_bank_versions_published_by_accounts'), 'bank_versions', type_='foreignkey')
    op.drop_column('bank_versions', 'approved_by')
    op.drop_column('bank_versions', 'published_by')
    op.drop_index('ix_item_changes_bank_id_item', table_name='item_changes')
    op.drop_table('item_changes')
    op.drop_index(op.f('ix_draft_readings_draft_id'), table_name='draft_readings')
    op.drop_table('draft_readings')
    op.drop_index(op.f('ix_bank_uploads_part_of'), table_name='bank_uploads')
    op.drop_index('ix_bank_uploads_same', table_name='bank_uploads', postgresql_where="state IN ('waiting', 'read')")
    op.drop_table('bank_uploads')
    op.drop_table('key_corrections')
    op.drop_index('ix_bank_drafts_open', table_name='bank_drafts', postgresql_where="state = 'open'")
    op.drop_index(op.f('ix_bank_drafts_bank_id'), table_name='bank_drafts')
    op.drop_table('bank_drafts')
    op.drop_index('ix_item_comments_bank_id_item', table_name='item_comments')
    op.drop_table('item_comments')
