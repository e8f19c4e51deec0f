"""`/metrics`: answers and how long they took, open pages, what the runs do, what works; as Prometheus reads it.

Whoever answers says so by `timed`. It is for who sits at the computer alone (behind a proxy nobody does), unless
INKLING_METRICS=open is set; so is what Streamlit tells of itself. Knows counters. Does not know who drew what.
"""

from __future__ import annotations

import collections
import os
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from typing import get_args

from anyio import CapacityLimiter, to_thread
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from model import release
from model.errors import InklingError
from model.inference.card import read_card
from model.languages.translation import _, speaking
from model.runs import store
from model.runs.state import Status
from model.versions import published, registry
from ui import language
from ui.classroom.presence import PRESENCE
from ui.serving.readiness import CLASSIFIER, EXECUTOR, READINESS
from ui.serving.visitors import is_local, is_of_foreign_page

_STREAMLITS = "/_stcore/metrics"
_ALONE = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}  # for no foreign page
_ONE = CapacityLimiter(1)  # who looks the figures up at a time: they are set anew each time
_BOUNDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)  # s

_REGISTRY = CollectorRegistry()
_ANSWERS = Counter(
    "inkling_answers", documentation="Answers to pictures, by how these came.", labelnames=["by"], registry=_REGISTRY
)
_SECONDS = Histogram(
    "inkling_answer_seconds", documentation="Time from a picture to its answer.", buckets=_BOUNDS, registry=_REGISTRY
)
_SESSIONS = Gauge("inkling_sessions", documentation="Pages that are open.", registry=_REGISTRY)
_RUNS = Gauge(
    "inkling_runs", documentation="Training runs, by what they do.", labelnames=["status"], registry=_REGISTRY
)
_READY = Gauge(
    "inkling_ready",
    documentation="Whether each part that a class needs works.",
    labelnames=["part"],
    registry=_REGISTRY,
)
_VERSION = Gauge(
    "inkling_version_info",
    documentation="The version that answers the class, and the fingerprint of its classifier.",
    labelnames=["version", "fingerprint"],
    registry=_REGISTRY,
)
_BUILD = Gauge("inkling_build_info", documentation="Which Inkling this is.", labelnames=["version"], registry=_REGISTRY)
_BUILD.labels(release.number()).set(1)
_SESSIONS.set_function(PRESENCE.pages)
ProcessCollector(registry=_REGISTRY)


@contextmanager
def timed(by: str) -> Iterator[None]:
    """Count an answer that is worked out within it, unless it fails, and how long that took.

    Args:
        by: how its picture came: a `ui.draw.ways.Way`, or "api".
    """
    began = time.perf_counter()
    yield
    _SECONDS.observe(time.perf_counter() - began)
    _ANSWERS.labels(by).inc()


class Metrics(HTTPEndpoint):
    """Tells the figures."""

    async def get(self, request: Request) -> Response:
        """Return all figures as text; in a thread, as the runs are looked up."""
        if not may_read(request.scope):
            return refused(request)
        figures = await to_thread.run_sync(_figures, await READINESS.failing(), limiter=_ONE)
        return Response(figures, media_type=CONTENT_TYPE_LATEST, headers=_ALONE)


def _figures(failing: Collection[str]) -> bytes:
    """Return all figures as text; where the database cannot be reached, without those that are looked up there."""
    for part in READINESS.parts:
        _READY.labels(part).set(part not in failing)
    _RUNS.clear()
    _VERSION.clear()
    if {*failing} <= {CLASSIFIER, EXECUTOR}:  # else this thread might never come back
        with suppress(InklingError):
            doing = collections.Counter(run.state().status for run in store.all_runs())
            for status in get_args(Status):
                _RUNS.labels(status).set(doing[status])
        with suppress(InklingError):
            folder = published.current()
            version = registry.of(folder)
            _VERSION.labels(version.number if version else "", read_card(folder).fingerprint).set(1)
    return generate_latest(_REGISTRY)


class StreamlitsMetrics:
    """ASGI middleware: what Streamlit tells of itself is for the same eyes."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer a connection, unless these figures are asked for and may not be read."""
        asked = scope["type"] == "http" and _STREAMLITS in scope["path"]
        answers = refused(Request(scope)) if asked and not may_read(scope) else self._app
        await answers(scope, receive, send)


def may_read(scope: Scope) -> bool:
    """Whether who asks may read figures: who sits at the computer, or all where they are open; no foreign page ever."""
    if os.environ.get("INKLING_METRICS") == "open":
        return not is_of_foreign_page(scope)
    return is_local(scope)


def refused(request: Request) -> Response:
    """Return the answer to who may not read them."""
    with speaking(language.of_request(request)):
        sentence = _("Nobody may read this from here, unless INKLING_METRICS=open is set.")
    return PlainTextResponse(sentence, 403, _ALONE)
