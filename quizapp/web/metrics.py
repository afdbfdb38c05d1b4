"""Figures for Prometheus: how many requests, how long, how full."""

from time import perf_counter

from flask import Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client import REGISTRY as PROCESS_REGISTRY

REQUESTS = Counter(
    "quizapp_requests", "Requests answered.", ["endpoint", "method", "status"]
)
SECONDS = Histogram(
    "quizapp_request_seconds",
    "Seconds from arrival to answer.",
    ["endpoint"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5),
)


def init_app(app: Flask) -> None:
    """Count every request."""
    app.before_request(start)
    app.after_request(count)


def start() -> None:
    """Note when work on the request began."""
    g.started = perf_counter()


def count(response: Response) -> Response:
    """Count an answer under its route, never under its address."""
    seconds = perf_counter() - g.started if "started" in g else None
    endpoint = request.endpoint or "none"
    tell(endpoint, request.method, response.status_code, seconds)
    return response


def tell(endpoint: str, method: str, status: int, seconds: float | None) -> None:
    """Count one answer, and how long it took if that is known."""
    REQUESTS.labels(endpoint, method, status).inc()
    if seconds is not None:
        SECONDS.labels(endpoint).observe(seconds)


def exposition(folder: str) -> tuple[bytes, str]:
    """Return all figures: of every process if they share a folder, else of this one."""
    if folder:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry, path=folder)
        return generate_latest(registry), CONTENT_TYPE_LATEST
    return generate_latest(PROCESS_REGISTRY), CONTENT_TYPE_LATEST
