"""Alembic environment: one connection, short lock waits, models of every feature."""

import importlib
import pkgutil

from alembic import context
from sqlalchemy import create_engine, pool, text
from sqlalchemy.dialects.postgresql.base import ischema_names

import quizapp
from quizapp.db import Base
from quizapp.standings.models import Xid8

# SQLAlchemy doesn't know the type when it reads a table back.
ischema_names["xid8"] = Xid8

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
