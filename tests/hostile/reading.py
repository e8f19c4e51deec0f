"""A process that reads hostile files, and says of each what came of it: `python -m tests.hostile.reading FOLDER`.

    FOLDER/<kind>/<number>   the files; the kinds are the keys of `READERS`

It prints a list in JSON for each file: kind, number, outcome, seconds, and by how many MB at most the process has been
above what it took when it was idle.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import resource
import shutil
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from model.cli import answering
from model.cli.main import main
from model.datasets import uploads
from model.datasets.picture_import import import_zip
from model.errors import ConfigError, InklingError
from model.images.picture_files import read_picture
from model.images.strokes import read_strokes
from model.inference.card import read_card
from model.runs import groups, store
from model.runs.store import Run
from model.samples import exchange
from model.storage.files import DamagedFileError
from model.storage.paths import home
from model.versions import published

SET = "pets-12345678"


def read_set(path: Path) -> None:
    """Read own pictures, and their name."""
    place = home() / "pictures" / f"{SET}.npz"
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, place)
    uploads.name_of(SET)
    uploads.load(SET)


def read_run(path: Path) -> None:
    """Read a run, a group and a version, each of whose files is this one."""
    folder = store.runs_folder() / path.name
    folder.mkdir(parents=True)
    for name in ("config.json", "state.json", "card.json", "history.csv", "progress.csv"):
        shutil.copyfile(path, folder / name)
    for place in (home() / "groups" / f"{path.name}.json", home() / "current.json"):
        place.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, place)
    run = Run(folder)
    run.history(), run.progress(), run.card()
    published.current()
    for read in (run.config, lambda: groups.find(path.name), lambda: read_card(folder)):
        with contextlib.suppress(InklingError):
            read()
    groups.all_groups()


def read_config(path: Path) -> None:
    """Give a file of settings to the command line, which says what is wrong in one line."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            main(["script", "--config", str(path)])
    except SystemExit as end:
        if end.code == 2 and said.getvalue().startswith("Error: ") and said.getvalue().count("\n") == 1:
            raise ConfigError("exit-2", "{said}", said=said.getvalue()) from end
        raise ValueError(said.getvalue()) from end


def read_keras(path: Path) -> None:
    """Take the weights over of a classifier that version 0.3 kept."""
    from model.training.version_0_3 import read_old

    folder = path.parent.parent / "old"
    shutil.copyfile(path, folder / "classifier.keras")
    read_old(folder, read_card(folder))


READERS: dict[str, Callable[[Path], object]] = {
    "picture": read_picture,
    "zip": lambda path: import_zip(path, "x"),
    "array": lambda path: list(answering._pictures(path)),
    "set": read_set,
    "strokes": read_strokes,
    "samples": lambda path: exchange.read(path.read_bytes(), path.name),
    "config": read_config,
    "run": read_run,
    "keras": read_keras,
}


def outcome(read: Callable[[Path], object], path: Path) -> str:
    """Return "read", the reason for which a file is refused, or the traceback of what should not happen."""
    try:
        read(path)
    except InklingError as error:
        return error.reason
    except DamagedFileError:
        return "damaged"
    except BaseException:
        return traceback.format_exc()
    return "read"


def most_memory() -> float:
    """Return the most MB that the process has had."""
    with contextlib.suppress(OSError):
        found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
        if found:
            return int(found[1]) / 2**10
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


def read_all(folder: Path) -> None:
    """Read all files; of each kind the first is a good one, and what is idle is measured after it."""
    for kind, read in READERS.items():
        idle = None
        for path in sorted((folder / kind).iterdir()):
            with contextlib.suppress(OSError):  # elsewhere than on Linux, the most of all files so far is told
                Path("/proc/self/clear_refs").write_text("5")
            begun = time.process_time()  # not the clock: other tests may run beside this one
            came = outcome(read, path)
            seconds = time.process_time() - begun
            most = most_memory()
            idle = most if idle is None else idle
            print(json.dumps([kind, path.stem, came, seconds, most - idle]), flush=True)


if __name__ == "__main__":
    read_all(Path(sys.argv[1]))
