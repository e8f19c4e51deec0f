"""The rules of the house, as far as a machine can read them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from model.config import ROOT

# Who may be imported by whom: a module imports only from rows above it.
LEVELS = [
    {"errors", "files", "backend"},
    {"architecture", "cards", "faces"},
    {"config", "networks"},
    {"preprocessing", "pictures", "strokes", "surfaces"},
    {"handwriting", "segmentation", "photos", "damage", "picture_sets", "hints"},
    {"datasets"},
    {"augmentation", "calibration", "script", "mistakes"},
    {"training", "classifier"},
    {"answers"},
    {"evaluation", "explanation"},
    {"executors", "neighbours", "snapshots"},
    {"runs"},
    {"versions", "queue", "groups", "report"},
    {"execution"},
    {"__main__"},
]


def imported(path: Path, at_top_only: bool = False) -> set[str]:
    """Return the dotted names that a file imports."""
    tree = ast.parse(path.read_text())
    names = set()
    for node in tree.body if at_top_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.parametrize("path", sorted((ROOT / "model").glob("*.py")), ids=lambda path: path.stem)
def test_model_never_looks_back_at_the_pages(path: Path) -> None:
    assert not {name.split(".")[0] for name in imported(path)} & {"streamlit", "ui", "pages", "app"}


@pytest.mark.parametrize("path", sorted((ROOT / "model").glob("*.py")), ids=lambda path: path.stem)
def test_arrows_within_the_model_point_down(path: Path) -> None:
    if path.stem == "__init__":
        return
    level = next(number for number, names in enumerate(LEVELS) if path.stem in names)
    below = set().union(*LEVELS[:level]) if level else set()
    named = {name.split(".")[1] for name in imported(path, at_top_only=True) if name.startswith("model.")}
    modules = {path.stem for path in (ROOT / "model").glob("*.py")}
    assert named & modules <= below


@pytest.mark.parametrize("path", sorted((ROOT / "ui").glob("*.py")), ids=lambda path: path.stem)
def test_ui_does_not_know_the_pages(path: Path) -> None:
    assert not {name.split(".")[0] for name in imported(path)} & {"pages", "app"}


def test_only_the_canvas_room_imports_the_canvas() -> None:
    files = [
        ROOT / "app.py",
        *(ROOT / "pages").glob("*.py"),
        *(ROOT / "ui").glob("*.py"),
        *(ROOT / "model").glob("*.py"),
    ]
    importers = [path.name for path in files if "streamlit_drawable_canvas" in imported(path)]
    assert importers == ["canvas.py"]


def test_no_page_waits_for_tensorflow_before_it_shows_itself() -> None:
    heavy = {f"model.{name}" for name in ("backend", "networks", "training", "classifier", "execution", "evaluation")}
    heavy |= {f"model.{name}" for name in ("explanation", "neighbours", "snapshots")}
    for path in [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "ui").glob("*.py")]:
        assert not imported(path, at_top_only=True) & heavy, path.name


def test_charts_are_pure() -> None:
    assert not any(name.startswith("streamlit") for name in imported(ROOT / "ui" / "charts.py"))


def test_every_requirement_is_pinned_exactly() -> None:
    for file in ("requirements.txt", "tests/requirements.txt"):
        for line in (ROOT / file).read_text().splitlines():
            wanted = line.split("#")[0].strip()
            assert not wanted or wanted.startswith("-r ") or re.fullmatch(r"[\w-]+==[\w.]+", wanted), line


def test_readme_names_every_room_page_and_benchmark() -> None:
    readme = (ROOT / "README.md").read_text()
    named = [
        *(path.name for path in (ROOT / "model").glob("*.py") if not path.stem.startswith("__init__")),
        *(path.name for path in (ROOT / "ui").glob("*.py") if not path.stem.startswith("__init__")),
        *(path.name for path in (ROOT / "pages").glob("*.py")),
    ]
    named += [
        f"benchmarks.{path.stem}" for path in (ROOT / "benchmarks").glob("*.py") if "def main(" in path.read_text()
    ]
    assert [name for name in named if name not in readme] == []


def test_readme_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)]+)\)", (ROOT / "README.md").read_text())
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []
