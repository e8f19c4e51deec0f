"""TensorFlow and Keras, imported quietly: the one place they come from (`from model.runtime.backend import keras, tf`).

TensorFlow writes lines about drivers and processors to the error output before it can be told not to.
"""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from model.runtime.quiet import quiet


@contextmanager
def _without(*names: str) -> Iterator[None]:
    """Let packages look as if they were not installed, for a moment; not those that are imported already."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None is how Python says so
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


@contextmanager
def _nothing_is_garbage() -> Iterator[None]:
    """Let garbage not be sought while modules are imported, nor in them ever after: that is a third of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Keras would import these two, a fifth of its start, for wrappers and tables that nobody here asks for.
with quiet(), _without("sklearn", "pandas"), _nothing_is_garbage():
    import keras as keras
    import tensorflow as tf

    tf.zeros(1)  # looks for a graphics card now, while nobody hears that there is none

layers = keras.layers
__all__ = ["keras", "layers", "tf"]
