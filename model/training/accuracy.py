"""The accuracy of a training that also shows pictures of no class.

Knows Keras's metrics. Does not know data sets.
"""

from __future__ import annotations

from model.runtime.backend import keras, tf


class AccuracyOfClasses(keras.metrics.CategoricalAccuracy):
    """The share of right answers among pictures of a class: what is of none, its target all alike, has no answer."""

    def update_state(self, y_true: tf.Tensor, y_pred: tf.Tensor, sample_weight: tf.Tensor | None = None) -> None:
        """Count the answers of a batch, float32 (n, classes) each; no weight of a picture is asked for."""
        has_class = keras.ops.max(y_true, axis=-1) > keras.ops.min(y_true, axis=-1)
        super().update_state(y_true, y_pred, sample_weight=has_class)
