"""The migrations make what the models say, from nothing and back."""

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, pool, text

from quizapp import schema
from quizapp.db import Base
from tests.conftest import make_database

CONSTRAINTS = text("""
    SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid)
    FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
    WHERE n.nspname = current_schema() AND c.conrelid <> 0
""")
INDEXES = text("""
    SELECT tablename, indexname, replace(indexdef, schemaname || '.', '')
    FROM pg_indexes WHERE schemaname = current_schema()
""")


def test_there_is_one_head():
    scripts = ScriptDirectory.from_config(schema.config(""))

    assert len(scripts.get_heads()) == 1


def test_models_and_migrations_agree(database):
    command.check(schema.config(database[1]))


def test_constraints_and_indexes_of_models_and_migrations_agree(database):
    """`alembic check` compares neither CHECK constraints nor parts of indexes."""
    engine = create_engine(database[1], poolclass=pool.NullPool)
    with engine.connect() as connection:
        migrated = [set(connection.execute(query)) for query in (CONSTRAINTS, INDEXES)]
        connection.execute(text("CREATE SCHEMA from_models"))
        connection.execute(text("SET LOCAL search_path TO from_models"))
        Base.metadata.create_all(connection)
        declared = [set(connection.execute(query)) for query in (CONSTRAINTS, INDEXES)]
        connection.rollback()

    for there, here in zip(migrated, declared, strict=True):
        assert {row for row in there if row[0] != "alembic_version"} == here


def test_migrations_go_back_to_nothing(servers, worker_id):
    _, owner = make_database(servers, f"quizapp_back_{worker_id}")
    engine = create_engine(owner, poolclass=pool.NullPool)

    command.downgrade(schema.config(owner), "base")

    assert inspect(engine).get_table_names() == ["alembic_version"]
