"""Alembic environment: one connection, short lock waits, models of every feature."""

import importlib
import pkgutil

from alembic import context
from sqlalchemy import create_engine, pool, text

import quizapp
from quizapp.db import Base

for module in pkgutil.walk_packages(quizapp.__path__, "quizapp."):
    if module.name.endswith(".models"):
        importlib.import_module(module.name)

engine = create_engine(
    context.config.get_main_option("sqlalchemy.url"), poolclass=pool.NullPool
)
with engine.connect() as connection:
    connection.execute(text("SET lock_timeout = '5s'"))
    connection.execute(text("SET statement_timeout = '10min'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
