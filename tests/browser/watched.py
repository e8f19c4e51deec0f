"""`python -m tests.browser.watched` is `streamlit run app.py`, in a process that can be asked what it has imported.

On SIGUSR1 it writes the names of its modules into the file that INKLING_MODULES names.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType


def write_modules(number: int, frame: FrameType | None) -> None:
    """Write the names of all modules of this process, in one step."""
    path = Path(os.environ["INKLING_MODULES"])
    part = path.with_suffix(".part")
    part.write_text(json.dumps(sorted(sys.modules)))
    part.replace(path)


def main() -> None:
    """Listen to the signal, and run the app."""
    from streamlit.web.cli import main as streamlit

    signal.signal(signal.SIGUSR1, write_modules)
    streamlit(["run", "app.py"], prog_name="streamlit")


if __name__ == "__main__":
    main()
