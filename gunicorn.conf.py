"""How gunicorn runs quizapp; read by gunicorn from the folder it starts in."""

import os

wsgi_app = "wsgi:app"
worker_class = "gevent"
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_connections = 1000
bind = "127.0.0.1:8000"
timeout = 30
graceful_timeout = 10
keepalive = 5
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
control_socket_disable = True
accesslog = None
loglevel = "warning"


def post_worker_init(_worker):
    """Leave connections to other workers; refuse to work if PostgreSQL stops requests."""
    from gevent.baseserver import BaseServer
    from gevent.monkey import is_module_patched
    from psycopg import waiting

    if not is_module_patched("select") or waiting.wait is getattr(
        waiting, "wait_c", None
    ):
        raise RuntimeError("psycopg was imported before gevent could patch it.")
    # As it is, whoever is awake takes up to 100 connections, and the others idle.
    BaseServer.max_accept = 1


def child_exit(_server, worker):
    """Fold the figures of a worker that is gone into the shared ones."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)
