"""What is computed once for a classifier: kept below `home()/cache` under its fingerprint, or beside it, as shipped.

Knows files and fingerprints. Does not know what the arrays mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.datasets.pictures import Pictures
from model.inference.card import Card
from model.storage import archives, files
from model.storage.paths import home

CHUNK = 125  # pictures a pass: all that a network makes of 500 colour pictures would take 1 GB
_KEPT = 40  # of these files in the cache


def kept_at(folder: Path, card: Card, what: str) -> tuple[Path, Path]:
    """Return where something may be kept: beside its classifier, as shipped, and in the cache."""
    name = _name(card.fingerprint, what)
    return folder / name, home() / "cache" / name


def _name(fingerprint: str, what: str) -> str:
    return f"{fingerprint}-{what}.npz"


def chunks(pictures: Pictures) -> Iterator[NDArray[np.float32]]:
    """Yield the images of so many pictures as one pass takes."""
    for at in range(0, len(pictures), CHUNK):
        yield Pictures(pictures.x[at : at + CHUNK], pictures.y[at : at + CHUNK]).images()


def read(places: Sequence[Path], shapes: Mapping[str, tuple[int, ...]], pictures: int) -> dict[str, NDArray] | None:
    """Return the arrays, in these shapes, of the first place that has them of so many pictures; None where none has."""
    for path in places:
        with suppress(OSError, files.DamagedFileError):
            count, *arrays = archives.arrays(path, "pictures", *shapes)
            numbers = all(each.dtype.kind in "if" for each in arrays)
            if numbers and count.tolist() == pictures and [each.shape for each in arrays] == list(shapes.values()):
                return dict(zip(shapes, arrays, strict=True))
    return None


def keep(path: Path, arrays: dict[str, NDArray]) -> None:
    """Keep arrays in a file of the cache, and drop the oldest of its kind where there are many."""
    with suppress(OSError):  # where the disk is full, it is computed again another time
        path.parent.mkdir(parents=True, exist_ok=True)
        files.replace(path, lambda part: np.savez_compressed(part, allow_pickle=False, **arrays))
    with suppress(OSError):  # where somebody else clears up at the same time, nothing is left to do
        for old in sorted(path.parent.glob(_name("*", "*")), key=lambda each: each.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)
