"""The browser of the tests: found, or installed. `python -m tests.browser.chromium` sees to it that there is one."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.installing import AS_ROOT, by_the_system, quietly

# The one that has no windows first: it starts at once, and loads a page with less.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Without a sandbox as root (a container); without calls home, which a closed network answers with delays.
ARGUMENTS = [
    *(["--no-sandbox"] if AS_ROOT else []),
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # One process for the pages of all visits: to start one for each takes more than a page does.
    "--renderer-process-limit=1",
    "--disable-site-isolation-trials",
]


def on_the_path() -> str | None:
    """Return the path of an installed Chromium, None when there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def playwrights_own() -> str | None:
    """Return the path of the Chromium that Playwright keeps, None when it was not downloaded."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> None:
    """Install a Chromium: with the system's package manager when that is allowed, else Playwright's own."""
    print("Installing Chromium for the browser tests ...", flush=True)
    by_the_system("chromium-headless-shell", "fonts-noto-cjk")  # Chinese, too
    if not on_the_path():
        quietly(sys.executable, "-m", "playwright", "install", "chromium")


def find() -> str:
    """Return the path of the browser.

    Raises:
        SystemExit: there is none, and none could be installed.
    """
    path = on_the_path() or playwrights_own()
    if path is None:
        install()
        path = on_the_path() or playwrights_own()
    if path is None:
        raise SystemExit(
            "The browser tests need Chromium: install it (on Debian: apt-get install chromium), try again."
        )
    return path


if __name__ == "__main__":
    print(f"Browser: {find()}")
