"""What a training begins with where it does not begin anew: the weights of another classifier.

Knows networks and the folders of classifiers. Does not know what is learned on top of them.
"""

from __future__ import annotations

from model.errors import ClassifierError
from model.runtime.backend import keras
from model.training.export import network_of
from model.versions.places import folder_of


def begin_with(network: keras.Sequential, base: str) -> None:
    """Give a network the weights of a classifier.

    Args:
        network: that of the training; all its layers are those of the classifier.
        base: names the classifier, see `versions.places`.

    Raises:
        ClassifierError: it is gone or damaged, or has other layers.
    """
    weights = network_of(folder_of(base)).get_weights()
    if [each.shape for each in weights] != [each.shape for each in network.get_weights()]:
        raise ClassifierError(
            "base-of-other-layers",
            "The classifier that this training begins with ({base}) has other layers. Give both the same.",
            base=base,
        )
    network.set_weights(weights)
