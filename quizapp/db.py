"""The declarative base and the column types that every model shares. No Flask."""

from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Connection,
    Date,
    DateTime,
    Engine,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

from quizapp.direct import Direct

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

#: A surrogate key, counted by PostgreSQL.
Id = Annotated[int, mapped_column(BigInteger, Identity(always=True), primary_key=True)]
#: A number of rows that may outgrow 32 bits, or the key of another table.
Big = Annotated[int, mapped_column(BigInteger)]
#: A JSON document.
Json = Annotated[dict[str, Any], mapped_column(JSONB)]


#: What executes a statement: a session, its connection, or one that is bare.
Executor = Session | Connection | Direct


def engine_of(executor: Executor) -> Engine:
    """Return the engine behind a session or a connection."""
    if isinstance(executor, Session):
        return executor.get_bind().engine
    return executor.engine


class Base(DeclarativeBase):
    """Base of every model."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        bytes: LargeBinary(),
        date: Date(),
        datetime: DateTime(timezone=True),
        int: Integer(),
        str: Text(),
    }
