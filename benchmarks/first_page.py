"""What does a phone load that opens Inkling for the first time? All that comes until the canvas can be drawn on.

Against what these files hold, which would be sent if none were compressed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click
from playwright.sync_api import Request

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.browser import SURFACE, WAIT, browsing
from benchmarks.serving import serving
from benchmarks.shared import json_option, show, temporary_home


@click.command()
@json_option
def main(as_json: bool) -> None:
    """Count what the page "Draw" loads in a new browser, in MB."""
    with temporary_home() as home, serving(home) as app, browsing() as browser:
        page = browser.new_page()
        loaded: list[Request] = []
        page.on("requestfinished", lambda request: loaded.append(request))
        page.goto(app.url)
        page.locator(SURFACE).wait_for(timeout=WAIT)
        page.wait_for_load_state("networkidle")
        sent = sum(request.sizes()["responseBodySize"] for request in loaded) / 1e6
        whole = sum(len(answer.body()) for request in loaded if (answer := request.response())) / 1e6
    rows = [
        ["what a new browser loads", "MB"],
        ["as it is sent", f"{sent:.2f}"],
        ["as it would be uncompressed", f"{whole:.2f}"],
        ["ratio", f"{sent / whole:.2f}"],
        ["files", f"{len(loaded)}"],
    ]
    show({"sent_mb": sent, "whole_mb": whole, "ratio": sent / whole, "files": len(loaded)}, rows, as_json)


if __name__ == "__main__":
    main()
