"""Promises of every page where a file is damaged: it costs its own row, view or figure, and nothing else."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from model.config import PRESETS
from model.datasets import uploads
from model.datasets.pictures import Pictures
from model.evaluation.predictions import predictions_of
from model.explanation.attribution import Occlusion, occlude
from model.explanation.by_hand import Values
from model.explanation.inspector import NetworkInspector
from model.inference.card import read_card
from model.inference.weights import weights_in
from model.runs import experiments, groups, queue, snapshots, store, watched
from model.storage import home_version, recycle_bin
from model.versions import published
from tests.classifiers import lend_shipped
from tests.pages.app import page, texts, view
from tests.runs.earlier import as_before, forget_all
from tests.versions.publishing import let_answer
from ui.inside import where_it_looked

ROW = {"loss": 0.2, "accuracy": 0.9, "val_loss": 0.3, "val_accuracy": 0.85, "seconds": 1}

# Each way to damage a file that can be read: given its content, what it holds then.
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "cut-off": lambda content: content[: len(content) // 2],
    "byte-flipped": lambda content: flipped(content, len(content) // 2, 0xFF),
    "bit-flipped": lambda content: flipped(content, len(content) // 3, 0x01),
    "zeros": lambda content: bytes(len(content)),
    "no-text": lambda content: b"\xff\xfe\x80\x00" * 64,
    "object": lambda content: b"{}",
    "list": lambda content: b"[]",
}
GONE, FOLDER = "gone", "folder"  # and two more: there is nothing, or a folder of that name


def flipped(content: bytes, at: int, bits: int) -> bytes:
    """Return the content with some bits of one byte turned over."""
    return content[:at] + bytes([content[at] ^ bits]) + content[at + 1 :]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home of an earlier version where all is well: a run that answers, another one, their group, pictures."""
    home = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INKLING_HOME", str(home))
        patch.setattr(queue, "advance", lambda **_: None)
        config = PRESETS["one-conv"].replace(epochs=2, data="handwriting")
        group = groups.create("seeds", experiments.seeds(config, 2))
        for run in group.runs().values():
            lend_shipped(run.folder)
            run.write_history([{"epoch": epoch, **ROW} for epoch in (1, 2)])
            watched.keep(run.folder, watched.unread(np.zeros((28, 28), np.uint8), 3, 10))
            run.add_progress({"epoch": 0.5, "loss": 0.4, "accuracy": 0.8})
            (run.folder / "log.txt").write_text("epoch 1/2\nepoch 2/2\n")
            for epoch in (0, 1, 2):
                snapshots.keep(run.folder, epoch, weights_in(run.folder), epochs=2)
        for run, name in zip(group.runs().values(), ("used", "other"), strict=True):  # names that the tests can say
            as_before(run, status="finished", queued_at=1.0, epoch=2, name=f"The {name} one")
            run.folder.rename(home / "runs" / name)
        (home / "groups").mkdir()
        said = {"kind": "seeds", "members": dict(zip(group.members, ("used", "other"), strict=True))}
        (home / "groups" / "seeds.json").write_text(json.dumps(said))
        used = store.find("used")
        (used.folder / "stop").write_text("pause")
        (used.folder / "epochs").mkdir()
        (used.folder / "epochs" / "0002.keras").write_bytes(b"weights")
        let_answer(used.folder)
        home_version.open_home()
        recycle_bin.put(store.create(config).folder)
        x = np.random.default_rng(0).integers(0, 256, (20, 16, 16, 3), np.uint8)
        uploads.save(uploads.PictureSet("Animals", ("cats", "dogs"), x, np.repeat(np.arange(2), 10)))
    return home


@pytest.fixture(scope="module")
def erased_once() -> Callable[..., Occlusion]:
    """Return what computes for each picture once what erasing its patches costs: whichever network opens is whole."""
    known: dict[tuple[bytes, int], Occlusion] = {}

    def computed(inspector: NetworkInspector, image: Values, label: int) -> Occlusion:
        key = (image.tobytes(), label)
        if key not in known:
            known[key] = occlude(inspector, image, label)
        return known[key]

    return computed


@pytest.fixture
def damaged_home(
    whole: Path,
    home: Path,
    thousand: Pictures,
    erased_once: Callable[..., Occlusion],
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """Let the test have a copy of that home, its predictions kept."""
    monkeypatch.setattr(queue, "advance", lambda **_: None)  # what is damaged is not to be trained
    monkeypatch.setattr(where_it_looked, "occlude", erased_once)
    shutil.copytree(whole, home)
    predictions_of(published.SHIPPED)
    return home


def open_every_page() -> dict[str, str]:
    """Open every page and each view that reads files; return what each says. None may have died."""
    looks = {
        "draw": ("app.py", {}),
        "run": ("pages/train.py", {"run": "used"}),
        "group": ("pages/train.py", {"group": "seeds"}),
        "runs": ("pages/train.py", {}),
        "evaluate": ("pages/evaluate.py", {}),
        "inside": ("pages/inside.py", {}),
    }
    said = {}
    for name, (path, query) in looks.items():
        app = page(path, **query)
        if name == "runs":
            view(app, "runs")
        assert not app.exception, name
        offered = [option for box in app.selectbox for option in box.options]
        said[name] = "\n".join([texts(app), *offered])
        if name == "draw":
            assert not app.error
    return said


# What some page says where a file of a run or of the home cannot be read; and the damages that leave a file that can be
# read, or none that anybody misses.
FILES: dict[str, tuple[str, set[str]]] = {
    "runs/used/config.json": ("A run cannot be read", {"object", GONE, FOLDER}),
    "runs/used/state.json": ("a file is damaged. Press “Go on”", {GONE}),  # there is a card: it has finished
    "runs/used/history.csv": ("The curves of this run cannot be read", set()),
    "runs/used/card.json": ("What came out of this run cannot be read", {"bit-flipped", GONE}),
    "runs/used/classifier.tflite": ("The network that was chosen for all cannot answer", set()),
    "runs/used/weights.npz": ("is damaged. Choose another one", set()),
    "groups/seeds.json": ("A group of runs cannot be read", {GONE}),
    "pictures/*.npz": ("(damaged)", {"byte-flipped", "bit-flipped", GONE}),  # a picture is not read before it is needed
    "deleted-runs/*/config.json": ("(damaged)", {"object", GONE}),
}
# Those by which nothing is lost, so that they can be damaged together.
HARMLESS = (
    "runs/used/progress.csv", "runs/used/log.txt", "runs/used/name.txt", "runs/used/watched.npz", "runs/used/stop",
    "runs/used/snapshots/0002.npz", "runs/used/epochs/0002.keras", "cache/predictions/*.npy", "version",
)  # fmt: skip


def test_every_file_of_the_home_is_damaged_here(damaged_home: Path) -> None:
    there = {path.relative_to(damaged_home) for path in damaged_home.rglob("*") if path.is_file()}
    elsewhere = ("inkling.db", "inkling.db-wal", "inkling.db-shm")  # see tests/versions/test_published.py
    left = [
        path
        for path in there
        if not path.name.endswith(".lock") and path.parts[:2] != ("runs", "other") and path.name not in elsewhere
    ]
    assert {str(path) for path in left if not any(map(path.match, (*FILES, *HARMLESS)))} == {
        "runs/used/snapshots/0000.npz",  # as the last one
        "runs/used/snapshots/0001.npz",
    }
    assert all(any(path.match(pattern) for path in there) for pattern in (*FILES, *HARMLESS))


@pytest.mark.parametrize("pattern", FILES)
def test_damaged_file_costs_its_own_row_view_or_figure(pattern: str, damaged_home: Path) -> None:
    (file,) = damaged_home.glob(pattern)
    content, (sentence, unnoticed) = file.read_bytes(), FILES[pattern]
    silent = set()
    for name in [*DAMAGES, GONE, FOLDER]:
        damage(file, content, name)
        if sentence not in "\n".join(said_with_the_other_run(name).values()):
            silent.add(name)
    assert silent <= unnoticed


def test_damaged_files_that_nobody_misses_cost_nothing(damaged_home: Path) -> None:
    files = [next(damaged_home.glob(pattern)) for pattern in HARMLESS]
    contents = [file.read_bytes() for file in files]
    before = complaints(said_with_the_other_run("whole"))
    for name in [*DAMAGES, GONE, FOLDER]:
        for file, content in zip(files, contents, strict=True):
            damage(file, content, name)
        assert complaints(said_with_the_other_run(name)) <= before, name


def complaints(said: dict[str, str]) -> set[str]:
    """Return the lines that tell of something that is not to be had."""
    return {line for text in said.values() for line in text.splitlines() if re.search("cannot|damaged", line)}


def damage(file: Path, content: bytes, name: str) -> None:
    """Put there what is left of a file."""
    if file.is_dir():
        file.rmdir()
    file.unlink(missing_ok=True)
    if name == FOLDER:
        file.mkdir()
    elif name != GONE:
        file.write_bytes(DAMAGES[name](content))
    forget_all()


def said_with_the_other_run(name: str) -> dict[str, str]:
    """Return what each page says after a damage; the other run must be listed."""
    said = open_every_page()
    accuracy = read_card(published.SHIPPED).figures.test_accuracy
    assert f"**The other one · {accuracy:.1%}** – Finished" in said["runs"], name
    return said


def test_damaged_snapshot_costs_the_epoch_that_it_is_of(damaged_home: Path) -> None:
    file = damaged_home / "runs" / "used" / "snapshots" / "0002.npz"
    content = file.read_bytes()
    app = page("pages/inside.py")  # the network that answers is the one of "used"
    for name, damage in DAMAGES.items():
        file.write_bytes(damage(content))
        app.segmented_control(key="inside-view").set_value("learning").run()
        assert not app.exception, name
        assert [error.value for error in app.error] == [
            "The snapshot of epoch 2 cannot be read. Choose another epoch."
        ], name
        app.select_slider[0].set_value(1).run()
        assert not app.exception
        assert not app.error
        app.select_slider[0].set_value(2)
