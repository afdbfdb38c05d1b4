"""What this machine can do at most: bare Flask with nothing, one INSERT, one Redis call."""

import os

import redis
from flask import Flask
from sqlalchemy import create_engine, text

app = Flask(__name__)
engine = create_engine(
    os.environ["DATABASE_URL"],
    isolation_level="AUTOCOMMIT",
    pool_size=6,
    max_overflow=0,
    pool_timeout=10,
    pool_use_lifo=True,
)
client = redis.Redis.from_url(os.environ["REDIS_URL"], max_connections=64)
INSERT = text("INSERT INTO floor_rows (value) VALUES (:value)")


@app.get("/hello")
def hello() -> str:
    """Answer with nothing but a word."""
    return "hello"


@app.put("/insert")
def insert() -> str:
    """Write one row through a pool."""
    with engine.connect() as connection:
        connection.execute(INSERT, {"value": "a value"})
    return "kept"


@app.get("/redis")
def ask_redis() -> bytes:
    """Ask Redis once."""
    return client.get("floor") or b"nothing"
