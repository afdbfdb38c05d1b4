"""The ledger of what happens to units, and entries that were moved by list."""

import sqlalchemy as sa
from alembic import op
revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('unit_events',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('tree_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('undoes_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("(kind = 'undo') = (undoes_id IS NOT NULL)", name=op.f('ck_unit_events_only_an_undo_undoes')),
    sa.CheckConstraint("kind IN ('found', 'merge', 'split', 'rename', 'move', 'dissolve', 'import', 'reform', 'undo')", name=op.f('ck_unit_events_kind_is_known')),
    sa.CheckConstraint('undoes_id < id', name=op.f('ck_unit_events_undoes_what_was_before')),
    sa.ForeignKeyConstraint(['tree_id'], ['unit_trees.id'], name=op.f('fk_unit_events_tree_id_unit_trees')),
    sa.ForeignKeyConstraint(['undoes_id'], ['unit_events.id'], name=op.f('fk_unit_events_undoes_id_unit_events')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit_events')),
    sa.UniqueConstraint('undoes_id', name=op.f('uq_unit_events_undoes_id'))
    )
    op.create_index('ix_unit_events_tree_id_id', 'unit_events', ['tree_id', 'id'], unique=False)
    op.create_table('unit_changes',
    sa.Column('event_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('was_parent_id', sa.BigInteger(), nullable=True),
    sa.Column('was_name', sa.Text(), nullable=False),
    sa.Column('was_type', sa.Text(), nullable=False),
    sa.Column('was_open', sa.Boolean(), nullable=False),
    sa.Column('parent_id', sa.BigInteger(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('type', sa.Text(), nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['unit_events.id'], name=op.f('fk_unit_changes_event_id_unit_events')),
    sa.ForeignKeyConstraint(['parent_id'], ['units.id'], name=op.f('fk_unit_changes_parent_id_units')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_unit_changes_unit_id_units')),
    sa.ForeignKeyConstraint(['was_parent_id'], ['units.id'], name=op.f('fk_unit_changes_was_parent_id_units')),
    sa.PrimaryKeyConstraint('event_id', 'unit_id', name=op.f('pk_unit_changes'))
    )
    op.create_index(op.f('ix_unit_changes_unit_id'), 'unit_changes', ['unit_id'], unique=False)
    op.create_table('unit_successions',
    sa.Column('event_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('successor_id', sa.BigInteger(), nullable=False),
    sa.Column('is_whole', sa.Boolean(), nullable=False),
    sa.Column('share', sa.Integer(), nullable=True),
    sa.CheckConstraint('share >= 1', name=op.f('ck_unit_successions_share_is_positive')),
    sa.CheckConstraint('unit_id <> successor_id', name=op.f('ck_unit_successions_nobody_follows_herself')),
    sa.ForeignKeyConstraint(['event_id'], ['unit_events.id'], name=op.f('fk_unit_successions_event_id_unit_events')),
    sa.ForeignKeyConstraint(['successor_id'], ['units.id'], name=op.f('fk_unit_successions_successor_id_units')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_unit_successions_unit_id_units')),
    sa.PrimaryKeyConstraint('event_id', 'unit_id', 'successor_id', name=op.f('pk_unit_successions'))
    )
    op.create_index(op.f('ix_unit_successions_successor_id'), 'unit_successions', ['successor_id'], unique=False)
    op.create_index(op.f('ix_unit_successions_unit_id'), 'unit_successions', ['unit_id'], unique=False)
    op.create_table('unit_uploads',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('tree', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('uploaded_by', sa.Text(), nullable=False),
    sa.CheckConstraint('octet_length(content) > 0', name=op.f('ck_unit_uploads_has_content')),
    sa.CheckConstraint("tree ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f('ck_unit_uploads_tree_is_plain')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit_uploads'))
    )
    op.create_table('entry_moves',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('from_unit_id', sa.BigInteger(), nullable=True),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.CheckConstraint('unit_id IS DISTINCT FROM from_unit_id', name=op.f('ck_entry_moves_leads_elsewhere')),
    sa.ForeignKeyConstraint(['entry_id'], ['entries.id'], name=op.f('fk_entry_moves_entry_id_entries')),
    sa.ForeignKeyConstraint(['from_unit_id'], ['units.id'], name=op.f('fk_entry_moves_from_unit_id_units')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_entry_moves_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_moves'))
    )
    op.create_index(op.f('ix_entry_moves_entry_id'), 'entry_moves', ['entry_id'], unique=False)
    op.add_column('unit_former_names', sa.Column('event_id', sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f('fk_unit_former_names_event_id_unit_events'), 'unit_former_names', 'unit_events', ['event_id'], ['id'])
    op.add_column('unit_rolls', sa.Column('event_id', sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f('fk_unit_rolls_event_id_unit_events'), 'unit_rolls', 'unit_events', ['event_id'], ['id'])
    op.drop_constraint(op.f('ck_units_valid_from_before_to'), 'units', type_='check')
    op.create_check_constraint(op.f('ck_units_valid_from_is_not_after_to'), 'units', 'valid_from <= valid_to')


def downgrade() -> None:
    op.drop_constraint(op.f('ck_units_valid_from_is_not_after_to'), 'units', type_='check')
    op.execute('UPDATE units SET valid_from = NULL WHERE valid_from = valid_to')
    op.create_check_constraint(op.f('ck_units_valid_from_before_to'), 'units', 'valid_from < valid_to')
    op.drop_constraint(op.f('fk_unit_rolls_event_id_unit_events'), 'unit_rolls', type_='foreignkey')
    op.drop_column('unit_rolls', 'event_id')
    op.drop_constraint(op.f('fk_unit_former_names_event_id_unit_events'), 'unit_former_names', type_='foreignkey')
    op.drop_column('unit_former_names', 'event_id')
    op.drop_index(op.f('ix_entry_moves_entry_id'), table_name='entry_moves')
    op.drop_table('entry_moves')
    op.drop_table('unit_uploads')
    op.drop_index(op.f('ix_unit_successions_unit_id'), table_name='unit_successions')
    op.drop_index(op.f('ix_unit_successions_successor_id'), table_name='unit_successions')
    op.drop_table('unit_successions')
    op.drop_index(op.f('ix_unit_changes_unit_id'), table_name='unit_changes')
    op.drop_table('unit_changes')
    op.drop_index('ix_unit_events_tree_id_id', table_name='unit_events')
    op.drop_table('unit_events')
