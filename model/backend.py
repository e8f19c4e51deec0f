"""TensorFlow and Keras, imported quietly: the one place they come from (`from model.backend import keras, tf`).

TensorFlow writes lines about drivers and processors to the error output before it can be told not to.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
_stderr = os.dup(2)
_nowhere = os.open(os.devnull, os.O_WRONLY)
os.dup2(_nowhere, 2)
try:
    import keras as keras
    import tensorflow as tf

    tf.zeros(1)  # looks for a graphics card now, while nobody hears that there is none
finally:
    os.dup2(_stderr, 2)
    os.close(_stderr)
    os.close(_nowhere)

layers = keras.layers
__all__ = ["keras", "layers", "tf"]
