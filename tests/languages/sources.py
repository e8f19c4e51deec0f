"""What the code says to people: words that stand outside of `_`, and words that are glued.

Knows Python's syntax. Does not know catalogues.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from model.storage.paths import ROOT
from tests.languages.catalogues import CODE, KEYWORDS

TRANSLATING = ("_", "N_", "ngettext")
_PAGES = [path for path in CODE if not path.is_relative_to(ROOT / "model")]
_NO_WORDS = ("HTML", "_HTML", "_CSS", "_JS")  # names of what is no words although it looks like that
# Arguments of no words; "documentation" is what a program tells Prometheus.
_SILENT = ("key", "js", "css", "html", "width", "height", "type", "icon", "on_click", "kind", "documentation")
_RULE = re.compile(r"\{ *[-\w]+: [^{}]*\}|^\s*[.@:][-\w#. ]+\{")  # of a style
_LOOKS = (
    " doubt",
    " left-out",
    " number",
    " small",
    " upright",
    " winner",
    " wrong",
    "invites ",
    "ink-layer ink-last",
)  # classes of style.css
_TAG = re.compile(
    r"\{[{%].*?[}%]\}|<[^>]*(?:>|$)|^[^<>]*\">|[-\w:]+=\"[^\"]*(?:\"|$)"
)  # of HTML, whole or a part of one
_SAID_IN_TAG = re.compile(r'(?:aria-label|alt|title|placeholder)="[^"{]*[A-Za-z]{2}')
# Words in a row, or one that begins as a label does; not an address, a name of a file, or a name in code.
_WORDS = re.compile(r"[A-Za-z]{2,}[,.:;?!]? [A-Za-z(]|(?:^|[ :])[A-Z][a-z]+(?:$|[ .:,])|^ ?[a-z]{2,} $|^ [a-z]{2,}")


def words_of(path: Path) -> list[tuple[int, str]]:
    """Return what a file of the pages says in English alone, whoever reads it: lines and texts."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return sorted((node.lineno, text) for node, text in _texts(tree) if says_words(text))


def says_words(text: str) -> bool:
    """Whether a text has words for people, where its tags are left out."""
    if _SAID_IN_TAG.search(text):
        return True
    if text in _LOOKS or _RULE.search(text):
        return False
    return bool(_WORDS.search(_TAG.sub("", text.replace("Inkling", ""))))


def glued(path: Path) -> list[int]:
    """Return the lines where `_`, `N_` or `ngettext` is given what cannot be extracted: no text as it stands."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _name(node) in TRANSLATING and not _is_whole(node)
    ]


def hides(path: Path) -> list[int]:
    """Return the lines of a file that imports `_` where that name is given to something else: then it is no call."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names]
    if "_" not in names:
        return []
    stored = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    arguments = [node for node in ast.walk(tree) if isinstance(node, ast.arg)]
    return [node.lineno for node in stored if node.id == "_"] + [each.lineno for each in arguments if each.arg == "_"]


def _is_whole(call: ast.Call) -> bool:
    """`_` alone may be given a name, of what `N_` has marked."""
    if _name(call) == "_":
        return not isinstance(call.args[0], ast.JoinedStr | ast.BinOp) and not (
            isinstance(call.args[0], ast.Call) and isinstance(call.args[0].func, ast.Attribute)
            and call.args[0].func.attr == "format"
        )  # fmt: skip
    texts = call.args[:2] if _name(call) == "ngettext" else call.args
    return all(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in texts)


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _texts(node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Yield the texts of a tree that stand outside of calls that translate; of an f-string, its parts."""
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.Call() if _name(child) in KEYWORDS:
                for value in child.keywords:
                    yield from _texts(value)
            case ast.Call(func=ast.Attribute(attr="component")) | ast.Call(func=ast.Name("TypeVar" | "NamedTuple")):
                continue
            case ast.Expr(value=ast.Constant()):  # a docstring
                continue
            case ast.Assign(targets=[ast.Name(id=name)]) if name in _NO_WORDS:
                continue
            case ast.keyword(arg=str(name)) if name in _SILENT:
                continue
            case ast.AnnAssign(value=value):  # its annotation may hold texts, too
                yield from _texts(ast.Expr(value)) if value else ()
            case ast.Constant(value=str(text)):
                yield child, text
            case _:
                yield from _texts(child)


def main() -> None:
    """Print what each file of the pages still says in English alone."""
    for path in _PAGES:
        if found := words_of(path):
            print(f"{len(found):4} {path.relative_to(ROOT)}")
            for line, text in found:
                print(f"       {line}: {text}")


if __name__ == "__main__":
    main()
