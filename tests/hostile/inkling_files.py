"""Hostile Inkling files, made of a good one: each says in which words, by its reason, it must be refused."""

from __future__ import annotations

import io
import json
import struct
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tests.hostile.archives import changed, with_large_end, zip_directory, zipped
from tests.hostile.texts import TEXTS

CARD, NETWORK, WEIGHTS = "card.json", "network.json", "weights.safetensors"
File = tuple[str, str, bytes]  # what is wrong, the reason of the error, the content

_CONV = {"kind": "convolution", "filters": 8, "kernel": 3, "strides": 1, "padding": "valid", "activation": "relu"}
_FLATTEN = {"kind": "flatten"}
_OUT = {"kind": "dense", "units": 10, "activation": "softmax"}


def unzipped(content: bytes) -> dict[str, bytes]:
    """Return the parts of a zip by their names."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def inkling_files(good: bytes) -> Iterator[File]:
    """Yield what is wrong, the reason of the error, and the content of hostile files."""
    parts = unzipped(good)
    yield from _zips(good, parts)
    yield from _descriptions(parts)
    yield from _weights(parts)
    yield from _cards(parts)


def _zips(good: bytes, parts: Mapping[str, bytes]) -> Iterator[File]:
    for eighth in range(1, 8):
        yield f"{eighth} of 8 parts of a zip", "no-inkling-file", good[: len(good) * eighth // 8]
    yield "a zip without its last byte", "no-inkling-file", good[:-1]
    yield "nothing", "no-inkling-file", b""
    yield "text", "no-inkling-file", b"no zip" * 1000
    yield "a pickle", "no-inkling-file", b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x04true\x85R."
    yield "26 MB of zeros", "too-large-inkling-file", bytes(26 * 2**20 + 1)
    yield "four hundred thousand entries", "too-many-files-within", zip_directory(400_000)
    yield "hidden entries", "too-many-files-within", zip_directory(300_000, said=1)
    yield "an end that is far away", "no-inkling-file", with_large_end(good, 46, 2**62)
    yield "a lock", "locked-part", changed(good, b"PK\1\2", 8, b"\1")
    yield "an unknown method", "locked-part", changed(good, b"PK\1\2", 10, b"\x63\0")
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        yield f"method {method}", "locked-part", zipped(parts, method)
    yield "a part that says 4 GB", "too-large-part", changed(good, b"PK\1\2", 24, b"\xfe\xff\xff\xff")
    bomb = zipped({**parts, CARD: bytes(100_000_000)})
    yield "a card of 100 MB", "too-large-part", bomb
    yield "a card of 100 MB that says 90 kB", "no-inkling-file", _saying(bomb, CARD, 90_000)
    yield "weights of 100 MB", "too-large-part", zipped({**parts, WEIGHTS: bytes(100_000_000)})
    for name in parts.keys() - {"use.py"}:
        yield f"no {name}", "missing-part", zipped({key: part for key, part in parts.items() if key != name})
    for name in (
        "../card.json", "/etc/passwd", "C:\\card.json", "weights.pkl", "model.keras", "a/card.json", "CARD.JSON",
        "card.json/", "\u202enosj.drac",
    ):  # fmt: skip
        yield f"the part {name!r}", "other-part", zipped({**parts, name: b"{}"})
    twice = io.BytesIO(good)
    with zipfile.ZipFile(twice, "a") as archive, warnings.catch_warnings(action="ignore"):
        archive.writestr(CARD, parts[CARD])
    yield "two cards", "doubled-part", twice.getvalue()
    yield "a zip within", "other-part", zipped({"inner.zip": good})


def _saying(content: bytes, name: str, size: int) -> bytes:
    """Return a zip whose directory says of an entry that it is of another size."""
    at = content.rindex(b"PK\1\2", 0, content.rindex(name.encode()))
    return content[: at + 24] + struct.pack("<L", size) + content[at + 28 :]


def _descriptions(parts: Mapping[str, bytes]) -> Iterator[File]:
    good = json.loads(parts[NETWORK])

    def network(**fields: Any) -> bytes:
        return zipped({**parts, NETWORK: json.dumps({**good, **fields}).encode()})

    def of(*layers: Any) -> bytes:
        return network(layers=list(layers))

    for name in ("lists in lists", "half", "no UTF-8", "a long number", "nothing", "hidden lists"):
        yield f"a network of {name}", "damaged-description", zipped({**parts, NETWORK: TEXTS[name]})
    for name in ("null", "a list", "a text", "keys of other kinds"):
        yield f"a network of {name}", "no-description", zipped({**parts, NETWORK: TEXTS[name]})
    yield "a newer Inkling", "newer-inkling-file", network(inkling=2)
    yield "no number of a form", "no-description", network(inkling="1")
    yield "layers that are no list", "no-description", network(layers={"0": _OUT})
    for shape in ([100_000, 100_000, 1], [28, 28, 3], [28, 28], [28.0, 28, 1], [True, 28, 1], ["28", 28, 1]):
        yield f"pictures of {shape}", "other-input", network(input_shape=shape)
    for name, layer in {
        "of code": {"kind": "lambda", "function": "__import__('os').system('true')"},
        "of Keras": {"class_name": "Dense", "config": {"units": 10}},
        "of a text": "dense",
        "of nothing": None,
        "with a list as its kind": {"kind": []},
        "with a setting of another": {"kind": "flatten", "units": 5},
        "of sixty million units": {"kind": "dense", "units": 60_000_000, "activation": "relu"},
        "of -1 units": {"kind": "dense", "units": -1, "activation": "relu"},
        "of a unit that is a text": {"kind": "dense", "units": "10", "activation": "softmax"},
        "of 10.0 units": {"kind": "dense", "units": 10.0, "activation": "softmax"},
        "of an unknown activation": {"kind": "dense", "units": 10, "activation": "eval"},
        "of a window of 0": {"kind": "max-pooling", "pool": 0},
        "of a kernel of 1,000": {**_CONV, "kernel": 1000},
        "of a padding that is a list": {**_CONV, "padding": ["same"]},
        "of a rate that is no number": {"kind": "dropout", "rate": float("nan")},
    }.items():
        yield f"a layer {name}", "unknown-layer", of(layer, _FLATTEN, _OUT)
    yield "no layers", "other-output", of()
    yield "eleven classes", "other-output", of(_FLATTEN, {**_OUT, "units": 11})
    yield "no probabilities", "other-output", of(_FLATTEN, {**_OUT, "activation": "relu"})
    yield "a thousand layers", "impossible-network", of(*[{"kind": "dropout", "rate": 0.1}] * 1000, _FLATTEN, _OUT)
    yield "a pooling of nothing", "impossible-network", of(*[{"kind": "max-pooling", "pool": 8}] * 3, _FLATTEN, _OUT)
    yield "a picture after flattening", "impossible-network", of(_FLATTEN, _CONV, _FLATTEN, _OUT)
    yield "a dense layer of pictures", "dense-on-a-picture", of(_CONV, _OUT)
    yield "softmax within", "softmax-within", of(_FLATTEN, {**_OUT, "units": 20}, _OUT)
    wide = {"kind": "dense", "units": 4096, "activation": "relu"}
    half = {**wide, "units": 2048}
    yield "six million parameters", "too-many-parameters-here", of(_FLATTEN, half, half, _OUT)
    yield "many millions of parameters", "impossible-network", of(_FLATTEN, wide, wide, wide, _OUT)
    many = {**_CONV, "filters": 512, "kernel": 1}
    spread = [{"kind": "activation", "activation": "relu"}] * 20
    yield "eight million values", "too-many-values-here", of(many, *spread, {"kind": "max-pooling", "pool": 8},
        _FLATTEN, _OUT)  # fmt: skip
    slow = {**_CONV, "filters": 128, "kernel": 11, "padding": "same"}
    yield "a billion steps", "too-slow-network", of({**slow, "filters": 64}, slow, {"kind": "max-pooling", "pool": 8},
        _FLATTEN, _OUT)  # fmt: skip


def _weights(parts: Mapping[str, bytes]) -> Iterator[File]:
    whole = parts[WEIGHTS]
    size = int.from_bytes(whole[:8], "little")
    header, data = json.loads(whole[8 : 8 + size]), whole[8 + size :]
    first = min(header)

    def weights(content: bytes) -> bytes:
        return zipped({**parts, WEIGHTS: content})

    def said(header: object, data: bytes = data) -> bytes:
        text = header if isinstance(header, bytes) else json.dumps(header).encode()
        return weights(struct.pack("<Q", len(text)) + text + data)

    def changing(**fields: Any) -> bytes:
        return said({**header, first: {**header[first], **fields}})

    yield "no weights at all", "damaged-weights", weights(b"")
    yield "weights of seven bytes", "damaged-weights", weights(whole[:7])
    yield "half of the weights", "damaged-weights", weights(whole[: len(whole) // 2])
    yield "a byte too many", "damaged-weights", weights(whole + b"\0")
    yield "a header of 2**63 bytes", "damaged-weights", weights(struct.pack("<Q", 2**63) + whole[8:])
    yield "a header of 1 MB", "long-header-of-weights", said(b" " * 1_000_000)
    yield "a header of lists in lists", "damaged-weights", said(TEXTS["lists in lists"][:90_000])
    yield "a header of no UTF-8", "damaged-weights", said(TEXTS["no UTF-8"])
    yield "a header that is a list", "damaged-weights", said([])
    yield (
        "a pickle for weights",
        "damaged-weights",
        weights(b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x04true\x85R."),
    )
    yield "an array of NumPy for weights", "damaged-weights", weights(b"\x93NUMPY\x01\0" + bytes(1000))
    yield "an empty header", "other-weights-in-file", said({})
    yield "one array too many", "other-weights-in-file", said({**header, "more": header[first]})
    yield "one array missing", "other-weights-in-file", said({k: each for k, each in header.items() if k != first})
    yield "another name", "other-weights-in-file", said({("x" if k == first else k): e for k, e in header.items()})
    for kind in ("F16", "F64", "I8", "BOOL", "O", "", "F32 "):
        yield f"weights of the kind {kind!r}", "other-kind-of-weights", changing(dtype=kind)
    yield "a kind that is a number", "damaged-weights", changing(dtype=32)
    shape = header[first]["shape"]
    for other in (
        [],
        [*shape, 1],
        shape[::-1][:-1],
        [10**12],
        [-1, *shape[1:]],
        [float(shape[0]), *shape[1:]],
        [2**63],
    ):
        yield f"weights of the shape {other}", "other-shape-of-weights", changing(shape=other)
    yield "a shape that is a text", "damaged-weights", changing(shape="3")
    begin, end = header[first]["data_offsets"]
    for offsets in ([0, 10**15], [-4, end - 4], [end, begin], [begin + 4, end + 4], [2**64, 2**64 + end - begin],
                    ["0", "4"], [begin], None):  # fmt: skip
        yield f"weights at {offsets}", "damaged-weights", changing(data_offsets=offsets)
    yield "an object for an array", "damaged-weights", said({**header, first: 7})
    for name, value in {"nan": np.nan, "infinity": np.inf, "minus infinity": -np.inf}.items():
        odd = bytearray(data)
        odd[40:44] = np.float32(value).tobytes()
        yield f"a weight of {name}", "weights-not-finite", said(header, bytes(odd))


def _cards(parts: Mapping[str, bytes]) -> Iterator[File]:
    good = json.loads(parts[CARD])

    def card(**fields: Any) -> bytes:
        return zipped({**parts, CARD: json.dumps({**good, **fields}).encode()})

    for name in ("lists in lists", "half", "no UTF-8", "null", "a list", "keys of other kinds", "nothing"):
        yield f"a card of {name}", "damaged-card", zipped({**parts, CARD: TEXTS[name]})
    source = {"name": "x", "licence": "x", "get": "x"}
    for field, value in {
        "name": 7, "created": None, "classes": "0123456789", "best_epoch": -1, "threshold": 2, "config": [],
        "figures": {}, "data": [7], "input_shape": [1, 2], "layers": [7], "litert_sha256": "short",
    }.items():  # fmt: skip
        yield f"a card with {field} {value!r}", "damaged-card", card(**{field: value})
    yield "a card with endless figures", "damaged-card", card(figures={**good["figures"], "test_loss": float("inf")})
    yield "a card of other classes", "other-classes-on-card", card(classes=["cat", "dog"])
    yield "a card that describes layers", "card-describes-network", card(input_shape=[28, 28, 1], layers=[_OUT])
    yield "a long name", "long-text-on-card", card(name="x" * 101)
    yield "a long date", "long-text-on-card", card(created="x" * 41)
    yield "a long source", "long-text-on-card", card(data=[{**source, "get": "x" * 501}])
    for name, text in {
        "half a pair": "\ud800",
        "a mark that turns": "a\u202eb",
        "a bell": "\a",
        "zero": "a\0b",
    }.items():
        yield f"a name with {name}", "odd-text-on-card", card(name=text)
    yield "a source of two lines", "odd-text-on-card", card(data=[{**source, "name": "a\nb"}])
    yield "many sources", "impossible-card", card(data=[source] * 51)
    yield "an endless training", "impossible-card", card(figures={**good["figures"], "training_seconds": 10**400})
    yield (
        "a training before its beginning",
        "impossible-card",
        card(figures={**good["figures"], "training_seconds": -1}),
    )
    yield "marks that are none", "impossible-card", card(learned="0123456789AB")
    yield "marks in a list", "impossible-card", card(learned=["0123456789ab"])
    yield "endless epochs", "impossible-card", card(best_epoch=10**30)
