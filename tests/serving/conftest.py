"""The addresses that are no page, as the app serves them, without a server."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from ui.serving import predict, readiness, teacher
from ui.serving.metrics import StreamlitsMetrics
from ui.serving.rates import Rate
from ui.serving.routes import ROUTES
from ui.serving.visitors import Visitors


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> ASGIApp:
    """Return what answers; nobody has asked anything yet."""
    monkeypatch.setattr(teacher, "_GUESSES", Rate(each=5, together=30))
    monkeypatch.setattr(predict, "_RATE", Rate(each=60, together=600))
    monkeypatch.setattr(readiness.READINESS, "_going", None)
    monkeypatch.setattr(readiness.READINESS, "_failed", {})
    return Starlette(routes=ROUTES, middleware=[Middleware(Visitors), Middleware(StreamlitsMetrics)])
