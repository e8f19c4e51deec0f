"""How much noise, blur, tilt, ... a classifier endures, kept on disk so that the second look is instant.

    cache/robustness/<version>-<pictures>-<code>.json   the accuracy under each kind and strength of corruption

Knows predictions and corruptions. Does not know pages.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.evaluation.predictions import OnProgress, Predictions, one_at_a_time, predict
from model.images import corruptions, surfaces
from model.inference.loaded import classifier_in
from model.storage import files
from model.storage.paths import home

BENCH = 1_000  # pictures on which corruptions are measured: 40 measurements take seconds


def measure_robustness(
    predictions: Predictions, on_progress: OnProgress = lambda _: None, only: str = ""
) -> dict[str, list[float]]:
    """Return the accuracy (0 to 1) on some test pictures, for each kind of corruption at each of its levels.

    The pictures are the same for every classifier: `BENCH` of them, drawn by a fixed seed.

    Args:
        predictions: as `predictions_of` gives them.
        on_progress: is called where something takes time.
        only: the one kind that is measured; "" for all that make sense for the pictures.

    Raises:
        ClassifierError: the classifier is damaged.
    """
    chosen = np.sort(np.random.default_rng(1).permutation(len(predictions.labels))[:BENCH])
    pictures = predictions.pictures[chosen]
    images = pictures.images()
    kinds = [only] if only else corruptions.kinds_for(images)
    cells = [(kind, level) for kind in kinds for level in corruptions.KINDS[kind].levels]
    version = f"{predictions.card.fingerprint}-{predictions.pictures.fingerprint}"
    path = home() / "cache" / "robustness" / f"{version}-{_code()}.json"
    known = _known(path)
    if any(_named(*cell) not in known for cell in cells):
        with one_at_a_time(path):
            known = _known(path)  # somebody else may have been faster
            missing = [cell for cell in cells if _named(*cell) not in known]
            for done, cell in enumerate(missing):
                on_progress(done / len(missing))
                probabilities = predict(classifier_in(predictions.folder), corruptions.corrupted(images, *cell))
                known[_named(*cell)] = float(np.mean(probabilities.argmax(axis=1) == pictures.y))
                with suppress(OSError):  # where nothing can be written, it is measured again another time
                    files.write_text(path, json.dumps(known))  # after each: who goes away meanwhile finds it later
    return {kind: [known[_named(kind, level)] for level in corruptions.KINDS[kind].levels] for kind in kinds}


def reads_as_chance(accuracy: float, labels: NDArray[np.int64], count: int) -> bool:
    """Tell whether somebody who always names the most frequent class would be right as often.

    Of few pictures, luck alone may read nearly all: what lies nearer to all than to chance is never said to be that.

    Args:
        accuracy: of the answers, 0 to 1.
        labels: int64 of shape (n,), of all test pictures.
        count: of the pictures that were read.
    """
    chance = float(np.bincount(labels).max() / len(labels))
    return accuracy <= chance + min(2 * float(np.sqrt(chance * (1 - chance) / count)), (1 - chance) / 2)


def _named(kind: str, level: float) -> str:
    return f"{kind}:{level:g}"


def _known(path: Path) -> dict[str, float]:
    try:
        known = files.from_json(files.read_text(path))
    except (OSError, ValueError):
        return {}
    if not isinstance(known, dict) or not all(isinstance(each, float) and 0 <= each <= 1 for each in known.values()):
        return {}
    return known


@cache
def _code() -> str:
    """Return the fingerprint of the code that corrupts: what was measured with another one does not count."""
    content = hashlib.sha256()
    for module in (corruptions, surfaces):
        content.update(Path(str(module.__file__)).read_bytes())
    return content.hexdigest()[:16]
