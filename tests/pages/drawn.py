"""A drawing on a canvas of a page that AppTest runs: without a browser nobody can draw there.

Knows what the app keeps of a drawing. Does not know what it shows.
"""

from __future__ import annotations

import io

from PIL import Image
from streamlit.testing.v1 import AppTest

from model.images.strokes import Stroke, draw
from tests.ui.paths import packed
from ui import session


def put(app: AppTest, canvas: str, strokes: tuple[Stroke, ...]) -> None:
    """Let this be on a canvas, as if it had been drawn with a pen of 18 px."""
    from ui.draw.canvas import Drawn  # once a running app has imported it

    png = io.BytesIO()
    Image.fromarray(draw(strokes, pen=18)).save(png, "PNG")
    app.session_state[f"{session.DRAWINGS}-{canvas}"] = [Drawn(packed(strokes), png.getvalue())]
