"""The addresses that are no page. Knows which there are. Does not know what they answer."""

from __future__ import annotations

from starlette.routing import Route

from ui.serving import health, somebody_else
from ui.serving.metrics import Metrics
from ui.serving.predict import Predict
from ui.serving.somebody_else import SomebodyElse
from ui.serving.teacher import Teacher

ROUTES = [
    Route("/teacher", Teacher),
    Route(somebody_else.PATH, SomebodyElse),
    Route("/api/predict", Predict),
    Route("/metrics", Metrics),
    Route(health.LIVE, health.Live),
    Route(health.READY, health.Ready),
]
