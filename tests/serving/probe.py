"""A page that says who looks at it, behind all that stands before the pages; `streamlit run` serves it."""

from __future__ import annotations

import streamlit as st
from starlette.middleware import Middleware

from ui.serving.metrics import StreamlitsMetrics
from ui.serving.routes import ROUTES
from ui.serving.visitors import Visitors
from ui.visitor import me

if __name__ == "__main__":
    st.text(f"{me().id} {'teacher' if me().is_teacher else 'pupil'}")
else:
    app = st.App("probe.py", routes=ROUTES, middleware=[Middleware(Visitors), Middleware(StreamlitsMetrics)])
