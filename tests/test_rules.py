"""The rules of the house, as far as a machine can read them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from model.config import ROOT

# Who may be imported by whom: a module imports only from rows above it.
LEVELS = [
    {"errors", "files", "quiet"},
    {"architecture", "backend", "cards", "faces", "litert"},
    {"by_hand", "config", "networks"},
    {"executors", "export", "pictures", "preprocessing", "strokes", "surfaces", "worker"},
    {"damage", "handwriting", "hints", "photos", "picture_sets", "segmentation"},
    {"datasets"},
    {"augmentation", "calibration", "classifier", "mistakes", "script"},
    {"answers", "evaluation", "explanation", "training"},
    {"neighbours", "runs", "snapshots"},
    {"groups", "report", "versions"},
    {"execution"},
    {"__main__"},
]
PAGES = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "ui").glob("*.py"))]


def imported(path: Path) -> set[str]:
    """Return the dotted names that a file imports, here or there."""
    return names_of(ast.walk(ast.parse(path.read_text())))


def that_run(node: ast.AST, functions: bool) -> Iterator[ast.AST]:
    """Yield what runs when a file is imported, or in its functions later; not what is for the type checker alone."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and not functions:
            continue
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        yield child
        yield from that_run(child, functions)


def brought(path: Path, functions: bool = False) -> set[str]:
    """Return the dotted names that a file brings when it is imported; of its functions, too, where that is asked."""
    return names_of(that_run(ast.parse(path.read_text()), functions))


def names_of(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the dotted names that these imports bring."""
    names = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def reached(names: set[str]) -> set[str]:
    """Return these dotted names, and all that their import brings along from within the repository."""
    found: set[str] = set()
    left = set(names)
    while left:
        name = left.pop()
        found.add(name)
        path = ROOT.joinpath(*name.split("."))
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if file.is_file():
                left |= brought(file) - found
    return found


def heavy(names: set[str]) -> set[str]:
    """Return which of these dotted names are TensorFlow, Keras, or bring them."""
    return {name for name in names if name.split(".")[0] in ("tensorflow", "keras") or name == "model.backend"}


@pytest.mark.parametrize("path", sorted((ROOT / "model").glob("*.py")), ids=lambda path: path.stem)
def test_model_never_looks_back_at_the_pages(path: Path) -> None:
    assert not {name.split(".")[0] for name in imported(path)} & {"streamlit", "ui", "pages", "app"}


@pytest.mark.parametrize("path", sorted((ROOT / "model").glob("*.py")), ids=lambda path: path.stem)
def test_arrows_within_the_model_point_down(path: Path) -> None:
    if path.stem == "__init__":
        return
    level = next(number for number, names in enumerate(LEVELS) if path.stem in names)
    below = set().union(*LEVELS[:level]) if level else set()
    named = {name.split(".")[1] for name in brought(path) if name.startswith("model.")}
    modules = {path.stem for path in (ROOT / "model").glob("*.py")}
    assert named & modules <= below


def test_every_module_of_the_model_has_one_row_and_no_row_names_a_ghost() -> None:
    named = [name for names in LEVELS for name in names]
    assert sorted(named) == sorted(path.stem for path in (ROOT / "model").glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("path", sorted((ROOT / "ui").glob("*.py")), ids=lambda path: path.stem)
def test_ui_does_not_know_the_pages(path: Path) -> None:
    assert not {name.split(".")[0] for name in imported(path)} & {"pages", "app"}


def test_only_the_canvas_room_imports_the_canvas() -> None:
    importers = [
        path.name for path in [*PAGES, *(ROOT / "model").glob("*.py")] if "streamlit_drawable_canvas" in imported(path)
    ]
    assert importers == ["canvas.py"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_page_imports_tensorflow_or_keras_and_nothing_that_it_imports_does(path: Path) -> None:
    """Not at the top and not later; of the model's files, what they import when they are imported."""
    assert heavy(reached(brought(path, functions=True))) == set()
    assert heavy(imported(path)) == set()


def test_what_trains_does_bring_tensorflow_so_that_the_rule_above_can_fail() -> None:
    assert heavy(reached({"model.execution"})) >= {"model.backend", "tensorflow", "keras"}


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
