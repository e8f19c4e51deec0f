"""Hostile texts: JSON that is damaged, nested or endless; files of strokes."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

DIGIT = {"label": 7, "writer": "w", "strokes": [[[0, 0], [2, 1]]]}

TEXTS: dict[str, bytes] = {
    "lists in lists": b"[" * 100_000,
    "objects in objects": b'{"a":' * 100_000,
    "lists in lists, closed": b"[" * 20_000 + b"]" * 20_000,
    "hidden lists": b'{"epochs": ' + b"[" * 900 + b"]" * 900 + b"}",
    "many lists": b"[" + b"[]," * 1_500_000 + b"[]]",
    "endless": b" " * 21_000_000,
    "a long number": b"1" * 100_000,
    "a long fraction": b"0." + b"1" * 100_000,
    "no UTF-8": b'{"network": "\xff\xfe"}',
    "UTF-16": '{"network": "own"}'.encode("utf-16"),
    "zeros": bytes(1000),
    "nothing": b"",
    "null": b"null",
    "a list": b"[]",
    "a number": b"7",
    "a text": b'"own"',
    "no number": b'{"epochs": NaN}',
    "infinity": b'{"learning_rate": Infinity}',
    "half": b'{"network": "own", "laye',
    "half a letter": b'{"network": "\xc3',
    "half a pair": b'{"network": "\\ud800"}',
    "keys of other kinds": b'{"network": {"a": []}, "epochs": [], "layers": {"a": 1}, "figures": [], "run": {}}',
}


def strokes() -> Iterator[tuple[str, bytes]]:
    """Yield names and contents of hostile files of strokes."""
    line = json.dumps(DIGIT).encode()
    yield from TEXTS.items()
    yield "a good line and a bad one", line + b"\n{"
    for name, changed in {
        "no strokes": {"strokes": []},
        "an empty stroke": {"strokes": [[]]},
        "an odd stroke": {"strokes": [[1, 2, 3]]},
        "words for points": {"strokes": [[["a", "b"]]]},
        "a text for strokes": {"strokes": "abc"},
        "a point that is nowhere": {"strokes": [[[float("nan"), 1]]]},
        "a point too far": {"strokes": [[[10**400, 1]]]},
        "no digit": {"label": 10},
        "no label": {"label": None},
        "an endless label": {"label": float("inf")},
    }.items():
        yield name, json.dumps({**DIGIT, **changed}).encode()
    yield "packed lines", gzip.compress(bytes(200_000_000), 1)
    yield "packed text", gzip.compress(line)[:-8]
    yield "lines of nothing", b"\n" * 10_000_000
    yield "many digits", (line + b"\n") * 150_000
    yield "unipen of many points", b".COMMENT 4 1 1\n.PEN_DOWN\n" + b"1 1\n" * 3_000_000
    yield "unipen of many strokes", b".COMMENT 4 1 1\n" + b".PEN_DOWN\n1 1\n.PEN_UP\n" * 500_000
    yield "unipen of one line", b".COMMENT " + b"1 " * 8_000_000
    yield "unipen before a digit", b".PEN_DOWN\n1 1\n.PEN_UP\n"
    yield "unipen of words", b".COMMENT four 1 1\n"
    yield "unipen of large numbers", b".COMMENT 4 1 1\n.PEN_DOWN\n1" + b"0" * 400 + b" 1\n.PEN_UP\n"
