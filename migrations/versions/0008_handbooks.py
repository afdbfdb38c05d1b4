"""Handbooks and their printed files."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

def upgrade() -> None:
    op.create_table('handbooks',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('subtitle', sa.Text(), nullable=False),
    sa.Column('publisher', sa.Text(), nullable=False),
    sa.Column('foreword', sa.Text(), nullable=False),
    sa.Column('banks', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('chapters', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('rest', sa.Text(), nullable=False),
    sa.Column('made_by', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("rest <> ''", name=op.f('ck_handbooks_the_rest_has_a_title')),
    sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f('ck_handbooks_slug_is_plain')),
    sa.CheckConstraint("title <> ''", name=op.f('ck_handbooks_has_a_title')),
    sa.CheckConstraint('withdrawn_at IS NULL OR published_at IS NOT NULL', name=op.f('ck_handbooks_published_before_it_is_withdrawn')),
    sa.ForeignKeyConstraint(['made_by'], ['accounts.id'], name=op.f('fk_handbooks_made_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handbooks')),
    sa.UniqueConstraint('slug', name=op.f('uq_handbooks_slug'))
    )
    op.create_table('handbook_files',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('handbook_id', sa.BigInteger(), nullable=False),
    sa.Column('form', sa.Text(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('entry_count', sa.Integer(), nullable=False),
    sa.Column('items', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("form IN ('docx', 'pdf')", name=op.f('ck_handbook_files_form_is_known')),
    sa.CheckConstraint('entry_count >= 1', name=op.f('ck_handbook_files_has_questions')),
    sa.ForeignKeyConstraint(['handbook_id'], ['handbooks.id'], name=op.f('fk_handbook_files_handbook_id_handbooks')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handbook_files')),
    sa.UniqueConstraint('handbook_id', 'form', name=op.f('uq_handbook_files_handbook_id_form'))
    )

def downgrade() -> None:
    op.drop_table('handbook_files')
    op.drop_table('handbooks')
