"""The rules of the house, as far as a machine can read them."""

from __future__ import annotations

import ast
import re
import sysconfig
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from model.storage.paths import ROOT

# Who may be imported by whom within `model`: a room (a package, or a single file) imports only from rows above its own.
FLOORS = [
    {"languages"},
    {"errors", "release"},
    {"settings", "storage", "events"},
    {"runtime", "people", "executors"},
    {"images", "networks"},
    {"inference", "samples"},
    {"config", "versions"},
    {"datasets"},
    {"training", "evaluation"},
    {"runs"},
    {"explanation"},
    {"exchange", "teaching"},
    {"cli"},
    {"__main__"},
]
# What changes runs, own pictures and classes, the class's digits and versions, and knows no rights: `actions` alone ask
# who does it.
DEEDS = {
    "model.runs.store": {"create", "rename"},
    "model.runs.queue": {"stop", "pause", "enqueue_again"},
    "model.runs.places": {"set_max_concurrent_runs"},
    "model.runs.groups": {"create"},
    "model.runs.deletion": {"delete", "delete_version", "delete_pictures"},
    "model.versions.published": {"publish", "go_back", "pin_shipped"},
    "model.versions.registry": {"rename", "note"},
    "model.exchange.inkling_file": {"take_in"},
    "model.datasets.uploads": {"save", "delete"},
    "model.datasets.collecting": {"begin", "change"},
    "model.storage.recycle_bin": {"put", "everything", "bring_back"},
    "model.samples.store": {"add", "relabel", "approve", "let_wait", "remove", "bring_back", "unname", "delete_all"},
    "model.samples.export_files": {"forget"},
}
REQUIREMENTS = ("requirements.txt", "requirements-onnx.txt", "requirements-ray.txt", "tests/requirements.txt")
MODEL = sorted((ROOT / "model").rglob("*.py"))
UI = sorted((ROOT / "ui").rglob("*.py"))
PAGES = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *UI]


@cache
def imported(path: Path) -> frozenset[str]:
    """Return the dotted names that a file imports: at its top, in a function, or for the type checker alone."""
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


@cache
def brought(path: Path, functions: bool = False) -> frozenset[str]:
    """Return the dotted names that a file brings when it is imported; of its functions, too, where that is asked."""
    return names_of(that_run(ast.parse(path.read_text()), functions))


def names_of(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """Return the dotted names that these imports bring."""
    names = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(names)


@cache
def brought_by(name: str) -> frozenset[str]:
    """Return the dotted names that the import of one brings; none where it is no module of the repository."""
    path = ROOT.joinpath(*name.split("."))
    files = (path.with_suffix(".py"), path / "__init__.py")
    return frozenset().union(*(brought(file) for file in files if file.is_file()))


def reached(names: Iterable[str]) -> set[str]:
    """Return these dotted names, and all that their import brings along from within the repository."""
    found: set[str] = set()
    left = set(names)
    while left:
        name = left.pop()
        found.add(name)
        left |= brought_by(name) - found
    return found


def heavy(names: Iterable[str]) -> set[str]:
    """Return which of these dotted names are TensorFlow, Keras, or bring them."""
    return {name for name in names if name.split(".")[0] in ("tensorflow", "keras") or name == "model.runtime.backend"}


def room_of(path: Path) -> str:
    """Return the room of the model that a file is in: its package, or itself."""
    return path.relative_to(ROOT / "model").parts[0].removesuffix(".py")


def rooms() -> set[str]:
    """Return the packages and the single files of the model."""
    return {room_of(path) for path in MODEL} - {"__init__"}


def named(path: Path) -> str:
    """Return a file's path in the repository."""
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODEL, ids=named)
def test_model_never_looks_back_at_the_pages(path: Path) -> None:
    assert not {name.split(".")[0] for name in imported(path)} & {"streamlit", "ui", "pages", "app"}


@pytest.mark.parametrize("path", MODEL, ids=named)
def test_arrows_within_the_model_point_down(path: Path) -> None:
    """Those in functions and for the type checker, too."""
    own = room_of(path)
    if own == "__init__":
        return
    floor = next(number for number, names in enumerate(FLOORS) if own in names)
    below = set().union(*FLOORS[:floor])
    wanted = {name.split(".")[1] for name in imported(path) if name.startswith("model.")}
    assert (wanted & rooms()) - {own} <= below


def test_what_is_stored_is_reached_by_the_store_alone() -> None:
    """So that another class can keep it elsewhere than in a folder."""
    outside = [path for path in [*MODEL, *PAGES] if ROOT / "model" / "storage" not in path.parents]
    assert [named(path) for path in outside if "model.storage.paths.store" in imported(path)] == []
    by_hand = re.compile(r'\b(home|folders)\(\)[^\n]*"(versions|exports|pictures|collections)"')
    assert [named(path) for path in outside if by_hand.search(path.read_text())] == []


def test_every_room_of_the_model_has_one_row_and_no_row_names_a_ghost() -> None:
    listed = [name for names in FLOORS for name in names]
    assert sorted(listed) == sorted(rooms())


def imports_within(package: str) -> dict[str, set[str]]:
    """Return for each module of a package the modules of the same package that it imports, anywhere in it."""
    files = {path.stem: path for path in (ROOT / "model" / package).glob("*.py") if path.stem != "__init__"}
    start = f"model.{package}."
    return {
        stem: {name.split(".")[2] for name in imported(path) if name.startswith(start)} & set(files)
        for stem, path in files.items()
    }


@pytest.mark.parametrize("package", sorted(path.parent.name for path in (ROOT / "model").glob("*/__init__.py")))
def test_no_package_holds_a_circle(package: str) -> None:
    left = imports_within(package)
    while free := {stem for stem, wanted in left.items() if not wanted & set(left) - {stem}}:
        left = {stem: wanted for stem, wanted in left.items() if stem not in free}
    assert left == {}


@pytest.mark.parametrize("path", [*MODEL, *PAGES], ids=named)
def test_every_module_says_what_it_is(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text()))
    assert said
    if path.name == "__init__.py" and path.parent.parent == ROOT / "model":
        assert "Does not know" in said


@pytest.mark.parametrize("path", UI, ids=named)
def test_ui_does_not_know_the_pages(path: Path) -> None:
    assert not {name.split(".")[0] for name in imported(path)} & {"pages", "app"}


@pytest.mark.parametrize("path", [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py"))], ids=named)
def test_a_page_only_arranges(path: Path) -> None:
    assert len(path.read_text().splitlines()) < 100


def test_who_presses_is_asked_when_they_press() -> None:
    """Not when the page is drawn: by then the teacher's passcode may be another one."""
    assert [named(path) for path in PAGES if re.search(r"args=\([^)]*\bme\(\)", path.read_text())] == []


def test_only_the_canvas_room_imports_the_canvas() -> None:
    importers = [path.name for path in [*PAGES, *MODEL] if "streamlit_drawable_canvas" in imported(path)]
    assert importers == ["canvas.py"]


def test_html_is_made_in_one_room() -> None:
    makers = [named(path) for path in PAGES if {"html", "base64"} & {name.split(".")[0] for name in imported(path)}]
    assert makers == []


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_no_page_imports_tensorflow_or_keras_and_nothing_that_it_imports_does(path: Path) -> None:
    """Not at the top and not later; of the model's files, what they import when they are imported."""
    assert heavy(reached(brought(path, functions=True))) == set()
    assert heavy(imported(path)) == set()


def test_what_trains_does_bring_tensorflow_so_that_the_rule_above_can_fail() -> None:
    assert heavy(reached({"model.runs.execution"})) >= {"model.runtime.backend", "tensorflow", "keras"}


def test_charts_are_pure() -> None:
    assert not any(name.startswith("streamlit") for name in imported(ROOT / "ui" / "charts.py"))


def deeds(path: Path) -> set[str]:
    """Return the dotted names of what a file calls, or hands on, that changes runs without asking who does it."""
    tree = ast.parse(path.read_text())
    modules, found = {}, set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (module := modules.get(ast.unparse(node.value))):
            found.add(f"{module}.{node.attr}")
    return found & {f"{module}.{name}" for module, names in DEEDS.items() for name in names}


@pytest.mark.parametrize("path", [*PAGES, *sorted((ROOT / "model" / "cli").glob("*.py"))], ids=named)
def test_pages_and_command_line_change_things_through_the_actions_alone(path: Path) -> None:
    """There it is asked who does it: a hidden button keeps nobody from pressing."""
    assert deeds(path) == set()


def test_the_actions_do_all_that_the_rule_above_forbids_so_that_it_can_fail() -> None:
    doers = ("runs/actions.py", "runs/deletion.py", "versions/actions.py", "exchange/actions.py", "samples/actions.py")
    done = set().union(*(deeds(ROOT / "model" / each) for each in doers))
    assert done == {f"{module}.{name}" for module, names in DEEDS.items() for name in names}


def required() -> list[Requirement]:
    """Return what the app and its tests are said to need."""
    lines = [line.split("#")[0].strip() for file in REQUIREMENTS for line in (ROOT / file).read_text().splitlines()]
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def pinned() -> list[Requirement]:
    """Return the lines of constraints.txt: all that is installed, on any machine."""
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return [Requirement(line) for line in lines if not line.startswith("#")]


def test_every_requirement_is_pinned_exactly_and_nothing_says_where_it_comes_from() -> None:
    for each in [*required(), *pinned()]:
        assert re.fullmatch(r"==[\w.]+", str(each.specifier)), each
        assert not each.url
    assert {(canonicalize_name(each.name), each.specifier) for each in required()} <= {
        (each.name, each.specifier) for each in pinned()
    }


def test_what_is_installed_is_what_is_pinned() -> None:
    """What brings packages itself may be another: a venv comes with it."""
    versions = {each.name: str(each.specifier)[2:] for each in pinned() if not each.marker or each.marker.evaluate()}
    here = distributions(path=[sysconfig.get_path("purelib")])  # Ray brings some within itself, once it is imported
    installed = {canonicalize_name(each.name): each.version for each in here}
    for installer in ("pip", "setuptools", "wheel"):
        versions.pop(installer, None)
        installed.pop(canonicalize_name(installer), None)
    assert installed == versions


def test_an_index_is_named_nowhere() -> None:
    """Who installs Inkling says where from; a file of ours never does."""
    for file in (*REQUIREMENTS, "constraints.txt"):
        assert not re.search(r"https?:|index|find-links", (ROOT / file).read_text()), file


def test_tests_mirror_the_packages() -> None:
    packages = {path.parent.name for path in (ROOT / "model").glob("*/__init__.py")}
    assert packages <= {path.parent.name for path in (ROOT / "tests").glob("*/__init__.py")}


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_no_download_redraws_its_page(path: Path) -> None:
    """Such a redraw may throw away what is being made for the download: then nothing is saved."""
    for call in [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]:
        if isinstance(call.func, ast.Attribute) and call.func.attr == "download_button":
            assert 'on_click="ignore"' in ast.unparse(call).replace("'", '"')
