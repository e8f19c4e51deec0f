"""What one training is: a flat, validated, serialisable description, and where Inkling keeps its files.

Knows names and numbers. Does not know TensorFlow, data or pages.
"""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

from model.architecture import MOST_LAYERS, NETWORKS, Layer, complete, output_layer
from model.errors import ConfigError

ROOT = Path(__file__).resolve().parent.parent

OPTIMIZERS = {
    "sgd": "SGD",
    "momentum": "Momentum",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSProp",
    "adam": "Adam",
    "adadelta": "Adadelta",
}
# The step size that each is known to work with; Adadelta's is 1 by its paper (M. D. Zeiler, 2012).
USUAL_RATES = {"sgd": 0.01, "momentum": 0.01, "adagrad": 0.01, "rmsprop": 0.001, "adam": 0.001, "adadelta": 1.0}
LOSSES = {
    "sparse_categorical_crossentropy": "Categorical cross-entropy (labels as numbers)",
    "categorical_crossentropy": "Categorical cross-entropy (labels one-hot)",
    "binary_crossentropy": "Binary cross-entropy (two classes, one sigmoid)",
    "mean_squared_error": "Mean squared error",
}
SCHEDULES = {"constant": "Constant", "cosine": "Cosine with warm-up"}
DATA = {
    "mnist": "MNIST: handwritten digits",
    "cifar10": "CIFAR-10: ten kinds of things",
    "faces": "Faces: glad or sad",
    "pictures": "Own pictures",
    "handwriting": "Handwriting: MNIST, drawn styles, pen strokes",
}
DIGIT_DATA = ("mnist", "handwriting")
TWO_CLASSES = ("faces", "pictures")  # data that may have just two
OWN = "own"  # the network whose layers the config lists


def home() -> Path:
    """Return the folder below which Inkling writes all it writes (`INKLING_HOME`, else `var/`)."""
    return Path(os.environ.get("INKLING_HOME") or ROOT / "var")


@dataclasses.dataclass(frozen=True)
class TrainingConfig:
    """One training, described completely: the same config and seed give the same weights on one machine.

    Attributes:
        network: a key of `NETWORKS`, or "own".
        layers: where the network is "own", its layers but the last.
        data: a key of `DATA`.
        pictures: where the data are "pictures", the id of the picture set.
        optimizer: a key of `OPTIMIZERS`.
        learning_rate: step size, more than 0 and at most 10; the peak where the schedule is "cosine".
        schedule: "constant", or "cosine" (linear warm-up, then a half cosine down to 0).
        loss: a key of `LOSSES`; binary cross-entropy makes the last layer one sigmoid, all others a softmax.
        batch_size: pictures a step, 1 to 4096.
        epochs: passes over the training pictures, 1 to 200.
        share: share of the training data that is used, more than 0 and at most 1.
        validation_split: share of those pictures kept for validation, 0 to 0.5.
        folds: number of folds of a cross-validation, 2 to 10; 0 for none. It replaces the validation split.
        fold: which of them is kept for validation, from 0.
        augmentation: whether training pictures are bent, turned and shifted at random.
        l1: cost of each weight in the loss, times its size, 0 to 1.
        l2: likewise, times its square.
        dropout: share of the values blanked before the last layer in training, 0 to 0.9; 0 for none.
        batch_norm: whether each convolution and dense layer is normalised before its activation.
        width: share of the filters and units that the network keeps, 0.05 to 1.
        patience: epochs without a lower validation loss after which the training ends; 0 for no such end.
        stop_below: loss under which the training ends (of validation, where there is one); 0 for no such end.
        seed: 0 to 2**31 - 1.
        strokes: path of a file of pen strokes, or "".
        teachers: folders of classifiers; the network learns what they answer on average, beside the labels.
    """

    network: str = "two-conv"
    layers: tuple[Layer, ...] = ()
    data: str = "mnist"
    pictures: str = ""
    optimizer: str = "adam"
    learning_rate: float = 0.001
    schedule: str = "constant"
    loss: str = "sparse_categorical_crossentropy"
    batch_size: int = 128
    epochs: int = 5
    share: float = 1.0
    validation_split: float = 0.1
    folds: int = 0
    fold: int = 0
    augmentation: bool = False
    l1: float = 0.0
    l2: float = 0.0
    dropout: float = 0.0
    batch_norm: bool = False
    width: float = 1.0
    patience: int = 0
    stop_below: float = 0.0
    seed: int = 1
    strokes: str = ""
    teachers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        self._check_choices()
        self._check_numbers()
        self._check_lists()
        self._check_together()
        object.__setattr__(self, "learning_rate", float(self.learning_rate))  # Keras takes no 1 for 1.0

    def _check_choices(self) -> None:
        _one_of("network", self.network, (*NETWORKS, OWN))
        _one_of("data", self.data, tuple(DATA))
        _one_of("optimizer", self.optimizer, tuple(OPTIMIZERS))
        _one_of("schedule", self.schedule, tuple(SCHEDULES))
        _one_of("loss", self.loss, tuple(LOSSES))
        for name in ("augmentation", "batch_norm"):
            if not isinstance(getattr(self, name), bool):
                raise ConfigError(f"{name} must be true or false. Received: {getattr(self, name)!r}.")

    def _check_numbers(self) -> None:
        _number("learning_rate", self.learning_rate, above=0, most=10)
        _whole("batch_size", self.batch_size, 1, 4096)
        _whole("epochs", self.epochs, 1, 200)
        _number("share", self.share, above=0, most=1)
        _number("validation_split", self.validation_split, least=0, most=0.5)
        _whole("folds", self.folds, 0, 10)
        _whole("fold", self.fold, 0, max(0, self.folds - 1))
        _number("l1", self.l1, least=0, most=1)
        _number("l2", self.l2, least=0, most=1)
        _number("dropout", self.dropout, least=0, most=0.9)
        _number("width", self.width, least=0.05, most=1)
        _whole("patience", self.patience, 0, 200)
        _number("stop_below", self.stop_below, least=0, most=100)
        _whole("seed", self.seed, 0, 2**31 - 1)

    def _check_lists(self) -> None:
        """JSON has lists of objects: make them what they are here."""
        if not isinstance(self.layers, list | tuple) or len(self.layers) > MOST_LAYERS:
            raise ConfigError(f"layers must be a list of at most {MOST_LAYERS} layers. Remove some.")
        made = tuple(layer if isinstance(layer, Layer) else Layer.from_dict(layer) for layer in self.layers)
        object.__setattr__(self, "layers", made)
        if not isinstance(self.teachers, list | tuple) or not all(isinstance(name, str) for name in self.teachers):
            raise ConfigError(f"teachers must be a list of folders. Received: {self.teachers!r}.")
        object.__setattr__(self, "teachers", tuple(self.teachers))

    def _check_together(self) -> None:
        if self.layers and self.network != OWN:
            raise ConfigError(f'Layers are for the network "{OWN}" alone. Leave them out, or name that network.')
        if bool(self.pictures) != (self.data == "pictures"):
            raise ConfigError('The data "pictures" and the id of a picture set (pictures) need each other.')
        if self.folds == 1:
            raise ConfigError("A cross-validation needs at least 2 folds.")
        if self.patience and not (self.folds or self.validation_split):
            raise ConfigError(
                "Early stopping by patience needs validation pictures. Keep a part of them for validation."
            )
        if self.strokes and self.data != "handwriting":
            raise ConfigError("Pen strokes (strokes) are for the network `shipped` alone. Leave them out.")
        if self.loss == "binary_crossentropy" and self.data not in TWO_CLASSES:
            raise ConfigError("Binary cross-entropy is for two classes, and these data have ten. Choose another loss.")
        if self.data == "handwriting" and self.loss != "categorical_crossentropy":
            raise ConfigError("The handwriting data hold pictures of no class: they need categorical_crossentropy.")
        if self.teachers and self.loss != "categorical_crossentropy":
            raise ConfigError("What teachers answer are shares of each class: they need categorical_crossentropy.")

    @property
    def title(self) -> str:
        """What the network is called."""
        return "Own network" if self.network == OWN else NETWORKS[self.network].title

    @property
    def has_validation(self) -> bool:
        """Whether some pictures are kept for validation."""
        return bool(self.folds or self.validation_split)

    def all_layers(self, classes: int) -> tuple[Layer, ...]:
        """Return all layers of the network for so many classes, with what the remedies change.

        Raises:
            ConfigError: the loss does not suit the number of classes.
        """
        if self.loss == "binary_crossentropy" and classes != 2:
            raise ConfigError(
                f"Binary cross-entropy is for two classes, and these pictures have {classes}. Choose another loss."
            )
        return complete(
            self.layers if self.network == OWN else NETWORKS[self.network].layers,
            output_layer(classes, self.loss),
            width=self.width,
            batch_norm=self.batch_norm,
            dropout_rate=self.dropout,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the config as plain lists, numbers and texts."""
        return {**dataclasses.asdict(self), "layers": [layer.to_dict() for layer in self.layers]}

    def to_json(self) -> str:
        """Return the config as a JSON object."""
        return json.dumps(self.to_dict(), indent=2)

    @classmethod
    def from_json(cls, text: str) -> TrainingConfig:
        """Return the config that `to_json` wrote; what it leaves out is as in `PRESETS`, for the network it names.

        Raises:
            ConfigError: the text is no JSON object, or holds a name or value that is not known.
        """
        try:
            values = json.loads(text)
        except ValueError as error:
            raise ConfigError(f"The training configuration is no valid JSON: {error}.") from error
        if not isinstance(values, dict):
            raise ConfigError("A training configuration must be one JSON object.")
        known = [field.name for field in dataclasses.fields(cls)]
        for name in values:
            _one_of("setting", name, tuple(known))
        preset = PRESETS.get(str(values.get("network")), cls())
        return preset.replace(**values)

    def replace(self, **changes: Any) -> TrainingConfig:
        """Return a copy with some values changed.

        Raises:
            ConfigError: a changed value cannot work.
        """
        return dataclasses.replace(self, **changes)

    def differing(self, other: TrainingConfig) -> list[str]:
        """Return the names of the settings in which the two differ."""
        fields = dataclasses.fields(self)
        return [field.name for field in fields if getattr(self, field.name) != getattr(other, field.name)]


def _one_of(name: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ConfigError(f"Unknown {name} {value!r}. Choose one of: {', '.join(allowed)}.")


def _whole(name: str, value: object, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ConfigError(f"{name} must be a whole number from {least} to {most}. Received: {value!r}.")


def _number(name: str, value: object, *, most: float, least: float | None = None, above: float | None = None) -> None:
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else float("nan")
    low = number >= least if least is not None else number > (above or 0)
    if not (low and number <= most):
        bound = f"from {least}" if least is not None else f"more than {above}"
        raise ConfigError(f"{name} must be {bound} and at most {most}. Received: {value!r}.")


# Each preset with the settings that it is known for; all but the last two are those of the tutorials.
PRESETS: dict[str, TrainingConfig] = {
    "two-conv": TrainingConfig(network="two-conv"),
    "two-conv-dense": TrainingConfig(network="two-conv-dense"),
    "one-conv": TrainingConfig(network="one-conv", optimizer="rmsprop", loss="categorical_crossentropy", batch_size=64),
    "cifar": TrainingConfig(network="cifar", data="cifar10", batch_size=64, epochs=10),
    "binary": TrainingConfig(
        network="binary", data="faces", loss="binary_crossentropy", batch_size=32, epochs=8, validation_split=0.2
    ),
    "fast": TrainingConfig(network="fast", learning_rate=0.008, schedule="cosine", epochs=2, validation_split=0.02),
    "shipped": TrainingConfig(
        network="shipped",
        data="handwriting",
        learning_rate=0.002,
        schedule="cosine",
        loss="categorical_crossentropy",
        epochs=16,
        validation_split=0.05,
    ),
}
