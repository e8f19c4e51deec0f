"""Installing what tests need and no Python package brings, where the system allows it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from filelock import FileLock

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def by_the_system(*packages: str) -> None:
    """Let Debian's package manager install something, where there is one and it may; one after the other."""
    if shutil.which("apt-get") and AS_ROOT:
        with FileLock(Path(tempfile.gettempdir()) / "inkling-tests-install.lock"):
            quietly("apt-get", "update")
            quietly("apt-get", "install", "-y", "--no-install-recommends", *packages)


def quietly(*command: str) -> None:
    """Run what installs something: whether it is there afterwards is what counts."""
    unasked = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=False, env=unasked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
