"""Page "My own classes": name classes, draw or photograph ten of each, train, try."""

from __future__ import annotations

from ui.classes import page  # brings the canvas, which can be imported within a running app alone

page.main()
