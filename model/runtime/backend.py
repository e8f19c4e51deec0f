"""TensorFlow and Keras, imported quietly: the one place they come from (`from model.runtime.backend import keras, tf`).

TensorFlow writes lines about drivers and processors to the error output before it can be told not to.
"""

import os

from model.runtime.quiet import quiet

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
with quiet():
    import keras as keras
    import tensorflow as tf

    tf.zeros(1)  # looks for a graphics card now, while nobody hears that there is none

layers = keras.layers
__all__ = ["keras", "layers", "tf"]
