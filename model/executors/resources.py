"""How much of a machine a run asks a cluster's engine for: `INKLING_RUN_CORES` and `INKLING_RUN_GPUS`.

Knows the two settings. Does not know engines; this machine itself gives a run what there is.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from model.errors import ExecutorError

CORES, GPUS = "INKLING_RUN_CORES", "INKLING_RUN_GPUS"
_USUAL_CORES = 2  # as the computers of the README's figures have
_MOST = 1024


class Resources(NamedTuple):
    """What a run asks for.

    Attributes:
        cores: of the processor, 1 or more.
        gpus: graphics cards, 0 or more.
    """

    cores: int
    gpus: int

    def environment(self) -> dict[str, str]:
        """Return what keeps TensorFlow to these cores: an engine counts them, but may let a run take all there are."""
        return {"TF_NUM_INTRAOP_THREADS": str(self.cores), "TF_NUM_INTEROP_THREADS": str(self.cores)}


def resources() -> Resources:
    """Return what a run asks for.

    Raises:
        ExecutorError: a setting is no whole number, or out of its bounds.
    """
    return Resources(_whole(CORES, 1, _USUAL_CORES), _whole(GPUS, 0, 0))


def _whole(name: str, least: int, usual: int) -> int:
    said = os.environ.get(name) or str(usual)
    if not (said.isascii() and said.isdigit() and least <= int(said[:9]) <= _MOST):
        raise ExecutorError(
            "no-whole-resource",
            "{name} must be a whole number from {least} to {most}. Received: {value!r}.",
            name=name,
            least=least,
            most=_MOST,
            value=said,
        )
    return int(said)
