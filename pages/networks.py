"""Page "Networks": every network that may answer, which one does, and what is known of each."""

from __future__ import annotations

from ui.networks import page

page.main()
