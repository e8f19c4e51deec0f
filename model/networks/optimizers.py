"""The optimizers, the losses and the schedules of a training: one table each, a row for each.

Knows Keras's names, not Keras. A new optimizer is one more row: config, command line, page, training and script read
it from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from model.languages.translation import N_


class Optimizer(NamedTuple):
    """One optimizer.

    Attributes:
        title: what it is called.
        usual_rate: the learning rate that it is known to work with.
        keras_class: name of its class in `keras.optimizers`.
        arguments: what that class is given beside the learning rate.
    """

    title: str
    usual_rate: float
    keras_class: str
    arguments: Mapping[str, float] = MappingProxyType({})

    def call(self, rate: str) -> str:
        """Return how Keras makes it, as Python: "SGD(rate, momentum=0.9)"."""
        arguments = [rate, *(f"{name}={value}" for name, value in self.arguments.items())]
        return f"{self.keras_class}({', '.join(arguments)})"


OPTIMIZERS: dict[str, Optimizer] = {
    "sgd": Optimizer("SGD", 0.01, "SGD"),
    "momentum": Optimizer("Momentum", 0.01, "SGD", {"momentum": 0.9}),
    "adagrad": Optimizer("AdaGrad", 0.01, "Adagrad"),
    "rmsprop": Optimizer("RMSProp", 0.001, "RMSprop"),
    "adam": Optimizer("Adam", 0.001, "Adam"),
    "adadelta": Optimizer("Adadelta", 1.0, "Adadelta"),  # 1 by its paper (M. D. Zeiler, 2012)
    "adamw": Optimizer("AdamW", 0.001, "AdamW", {"weight_decay": 0.03}),  # I. Loshchilov, F. Hutter, 2019
}
LOSSES = {
    "sparse_categorical_crossentropy": N_("Categorical cross-entropy (labels as numbers)"),
    "categorical_crossentropy": N_("Categorical cross-entropy (labels one-hot)"),
    "binary_crossentropy": N_("Binary cross-entropy (two classes, one sigmoid)"),
    "mean_squared_error": N_("Mean squared error"),
}
SCHEDULES = {"constant": N_("Constant"), "cosine": N_("Cosine with warm-up")}
