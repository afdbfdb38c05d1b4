"""Pictures that banks show."""

from alembic import op
import sqlalchemy as sa
revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('pictures',
        sa.Column('hash', sa.Text(), nullable=False),
        sa.Column('data', sa.LargeBinary(), nullable=False),
        sa.Column('media_type', sa.Text(), nullable=False),
        sa.Column('width', sa.Integer(), nullable=False),
        sa.Column('height', sa.Integer(), nullable=False),
        sa.Column('byte_count', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hash ~ '^[0-9a-f]{64}$'", name=op.f('ck_pictures_hash_is_sha256')),
        sa.CheckConstraint("media_type = 'image/webp'", name=op.f('ck_pictures_is_webp')),
        sa.CheckConstraint('width >= 1 AND height >= 1', name=op.f('ck_pictures_has_a_size')),
        sa.CheckConstraint('byte_count = octet_length(data) AND byte_count >= 1', name=op.f('ck_pictures_bytes_are_counted')),
        sa.PrimaryKeyConstraint('hash', name=op.f('pk_pictures')),
    )
    # What is compressed already isn't compressed again.
    op.execute('ALTER TABLE pictures ALTER COLUMN data SET STORAGE EXTERNAL')


def downgrade() -> None:
    op.drop_table('pictures')
