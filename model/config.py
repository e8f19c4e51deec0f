"""What one training is: a flat, validated, serialisable description, and where Inkling keeps its files.

Knows names and numbers. Does not know TensorFlow, data or networks.
"""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

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
LOSSES = ("sparse_categorical_crossentropy", "categorical_crossentropy")
SCHEDULES = ("constant", "cosine")


def home() -> Path:
    """Return the folder below which Inkling writes all it writes (`INKLING_HOME`, else `var/`)."""
    return Path(os.environ.get("INKLING_HOME") or ROOT / "var")


@dataclasses.dataclass(frozen=True)
class TrainingConfig:
    """One training, described completely: the same config and seed give the same weights on one machine.

    Attributes:
        network: a key of `PRESETS`.
        data: "mnist", or "handwriting" (MNIST, drawn variety, and pen strokes where `strokes` names a file).
        optimizer: a key of `OPTIMIZERS`.
        learning_rate: step size, more than 0 and at most 10; the peak where the schedule is "cosine".
        schedule: "constant", or "cosine" (linear warm-up, then a half cosine down to 0).
        loss: one of `LOSSES`.
        batch_size: pictures a step, 1 to 4096.
        epochs: passes over the training pictures, 1 to 200.
        share: share of the training data that is used, more than 0 and at most 1.
        validation_split: share of those pictures kept for validation, 0 to 0.5.
        seed: 0 to 2**31 - 1.
        strokes: path of a file of pen strokes, or "".
        teachers: folders of classifiers; the network learns what they answer on average, beside the labels.
    """

    network: str = "two-conv"
    data: str = "mnist"
    optimizer: str = "adam"
    learning_rate: float = 0.001
    schedule: str = "constant"
    loss: str = "sparse_categorical_crossentropy"
    batch_size: int = 128
    epochs: int = 5
    share: float = 1.0
    validation_split: float = 0.1
    seed: int = 1
    strokes: str = ""
    teachers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        _one_of("network", self.network, NETWORK_NAMES)
        _one_of("data", self.data, ("mnist", "handwriting"))
        _one_of("optimizer", self.optimizer, tuple(OPTIMIZERS))
        _one_of("schedule", self.schedule, SCHEDULES)
        _one_of("loss", self.loss, LOSSES)
        _number("learning_rate", self.learning_rate, above=0, most=10)
        _whole("batch_size", self.batch_size, 1, 4096)
        _whole("epochs", self.epochs, 1, 200)
        _number("share", self.share, above=0, most=1)
        _number("validation_split", self.validation_split, least=0, most=0.5)
        _whole("seed", self.seed, 0, 2**31 - 1)
        if self.strokes and self.data != "handwriting":
            raise ConfigError("Pen strokes (strokes) are for the network `shipped` alone. Leave them out.")
        if self.data == "handwriting" and self.loss != "categorical_crossentropy":
            raise ConfigError("The handwriting data hold pictures of no class: they need categorical_crossentropy.")

        if not isinstance(self.teachers, list | tuple) or not all(isinstance(name, str) for name in self.teachers):
            raise ConfigError(f"teachers must be a list of folders. Received: {self.teachers!r}.")
        object.__setattr__(self, "teachers", tuple(self.teachers))  # JSON has lists
        if self.teachers and self.loss != "categorical_crossentropy":
            raise ConfigError("What teachers answer are shares of each class: they need categorical_crossentropy.")

    def to_json(self) -> str:
        """Return the config as a JSON object."""
        return json.dumps(dataclasses.asdict(self), indent=2)

    @classmethod
    def from_json(cls, text: str) -> TrainingConfig:
        """Return the config that `to_json` wrote.

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
        return cls(**values)

    def replace(self, **changes: Any) -> TrainingConfig:
        """Return a copy with some values changed.

        Raises:
            ConfigError: a changed value cannot work.
        """
        return dataclasses.replace(self, **changes)


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


NETWORK_TITLES = {
    "two-conv": "Two convolutions",
    "two-conv-dense": "Two convolutions and a dense layer",
    "one-conv": "One convolution",
    "fast": "Fast",
    "shipped": "Inkling's own",
}
NETWORK_NAMES = tuple(NETWORK_TITLES)

# Each network with the settings that it is known for; the first three are those of the tutorials.
PRESETS: dict[str, TrainingConfig] = {
    "two-conv": TrainingConfig(network="two-conv"),
    "two-conv-dense": TrainingConfig(network="two-conv-dense"),
    "one-conv": TrainingConfig(network="one-conv", optimizer="rmsprop", loss="categorical_crossentropy", batch_size=64),
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
