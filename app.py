"""Page "Draw": a drawing or a photo -> what the network sees -> ten probabilities, for one digit or for a number.

`streamlit run app.py` imports this file once, for what serves the pages, and runs it for each visitor, as a page.
"""

from __future__ import annotations

import streamlit as st
from starlette.middleware import Middleware

from ui.serving import health, settings
from ui.serving.compressed import Compressed
from ui.serving.framing import Framing
from ui.serving.gate import Gate
from ui.serving.limits import Limits
from ui.serving.metrics import StreamlitsMetrics
from ui.serving.routes import ROUTES
from ui.serving.visitors import Visitors
from ui.unreadable import forget_unreadable

if __name__ == "__main__":
    from ui.draw import page  # brings the canvas, which can be imported within a running app alone

    page.main()
else:
    settings.check()
    app = st.App(
        "app.py",
        routes=ROUTES,
        middleware=[Middleware(each) for each in (Framing, Visitors, Limits, Compressed, StreamlitsMetrics, Gate)],
        lifespan=health.told,
        on_script_error=forget_unreadable,
    )
