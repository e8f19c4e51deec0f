"""What one training is: a flat, validated, serialisable description; each setting is declared once, here.

Knows names and numbers, networks and optimizers. Does not know data sets (whether a config suits its data is asked of
`datasets.mixing.check`), Keras or pages.
"""

from __future__ import annotations

import dataclasses
import json
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from model.errors import ClassifierError, ConfigError
from model.inference.card import Card
from model.languages.translation import N_, Sentence, _
from model.networks.layers import MOST_LAYERS, Layer
from model.networks.optimizers import LOSSES, OPTIMIZERS, SCHEDULES
from model.networks.zoo import NETWORKS, complete, output_layer
from model.settings import Setting, look_up
from model.storage import files

OWN = "own"  # the network whose layers the config lists


def _declared(default: Any, title: Sentence, sentence: Sentence, kind: str, **bounds: Any) -> Any:
    """Return a field of `TrainingConfig` with its setting."""
    return dataclasses.field(default=default, metadata={"setting": Setting(title, sentence, kind, **bounds)})  # type: ignore[arg-type]


class Ingredient(NamedTuple):
    """A data set that is mixed in: its id, and the share of its training pictures; above 1, they come several times."""

    data: str
    share: float = 1.0


MOST_OFTEN = 20.0  # times that the pictures of an ingredient come


@dataclass(frozen=True)
class TrainingConfig:
    """One training, described completely: the same config and seed give the same weights on one machine.

    Each field's setting (`SETTINGS`) holds its title, a sentence about it and its bounds.
    """

    network: str = _declared(
        "two-conv", N_("Network"), N_("The network; the rest defaults to the settings it is known for."), "choice",
        choices=ChainMap({OWN: None}, NETWORKS),
    )  # fmt: skip
    layers: tuple[Layer, ...] = _declared(
        (), N_("Layers"), N_("Where the network is one of your own, its layers but the last."), "list"
    )
    data: str = _declared(
        "mnist", N_("Pictures"), N_("The data set: one of Inkling's, or the id of own pictures."), "text"
    )
    mixed: tuple[Ingredient, ...] = _declared(
        (),
        N_("Mixed in"),
        N_("Other data sets of the same shape and classes, each with the share that is added."),
        "list",
    )
    optimizer: str = _declared(
        "adam", N_("Optimizer"), N_("How the weights follow the slope of the loss."), "choice", choices=OPTIMIZERS
    )
    learning_rate: float = _declared(
        0.001, N_("Learning rate"), N_("Size of a step; the peak where the rate changes over time."), "number", most=10,
        above_least=True,
    )  # fmt: skip
    schedule: str = _declared(
        "constant", N_("Learning rate over time"),
        N_("The learning rate over time: constant, or a linear warm-up and half a cosine down to 0."), "choice",
        choices=SCHEDULES,
    )  # fmt: skip
    loss: str = _declared(
        "sparse_categorical_crossentropy", N_("Loss"),
        N_("What is made small; the binary one makes the last layer a sigmoid."), "choice", choices=LOSSES,
    )  # fmt: skip
    batch_size: int = _declared(128, N_("Pictures in a batch"), N_("Pictures a step."), "whole", least=1, most=4096)
    epochs: int = _declared(5, N_("Epochs"), N_("How often it sees every picture."), "whole", least=1, most=200)
    share: float = _declared(
        1.0,
        N_("Share of the pictures"),
        N_("Share of the training data that is used."),
        "number",
        most=1,
        above_least=True,
    )
    validation_split: float = _declared(
        0.1,
        N_("Kept apart for validation"),
        N_("Share of the pictures in use that is kept for validation."),
        "number",
        most=0.5,
    )
    folds: int = _declared(
        0,
        N_("Folds"),
        N_("Parts of a cross-validation; 0 for none. It replaces the validation split."),
        "whole",
        most=10,
    )
    fold: int = _declared(0, N_("Fold"), N_("Which of the folds validates, from 0."), "whole", most=9)
    augmentation: bool = _declared(
        False, N_("Augmentation"), N_("Bend, turn and shift the training pictures at random."), "switch"
    )
    l1: float = _declared(0.0, N_("L1"), N_("Cost of each weight in the loss, times its size."), "number", most=1)
    l2: float = _declared(0.0, N_("L2"), N_("Cost of each weight in the loss, times its square."), "number", most=1)
    dropout: float = _declared(
        0.0, N_("Dropout"), N_("Share of the values blanked before the last layer in training."), "number", most=0.9
    )
    batch_norm: bool = _declared(
        False,
        N_("Batch normalisation"),
        N_("Normalise each convolution and dense layer before its activation."),
        "switch",
    )
    width: float = _declared(
        1.0, N_("Width"), N_("Share of the filters and units that the network keeps."), "number", least=0.05, most=1
    )
    patience: int = _declared(
        0, N_("Patience"), N_("End after so many epochs without a lower validation loss; 0: never."), "whole", most=200
    )
    stop_below: float = _declared(
        0.0,
        N_("End once the loss is below"),
        N_("End once the loss (that of validation, where there is one) is below this; 0: never."),
        "number",
        most=100,
    )
    seed: int = _declared(1, N_("Seed"), N_("The same seed gives the same result."), "whole", most=2**31 - 1)
    strokes: tuple[str, ...] = _declared(
        (), N_("Pen strokes"), N_("File of pen strokes to learn from too, where the data set takes such."), "list"
    )
    teachers: tuple[str, ...] = _declared(
        (), N_("Teachers"), N_("Folder of a classifier whose answers are learned beside the labels."), "list"
    )
    base: str = _declared(
        "", N_("Begins with"), N_("The classifier whose weights it begins with; none: with weights at random."), "text"
    )

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        for name, setting in SETTINGS.items():
            setting.check(name, getattr(self, name))
        self._make_lists()
        self._check_together()
        object.__setattr__(self, "learning_rate", float(self.learning_rate))  # Keras takes no 1 for 1.0

    def _make_lists(self) -> None:
        """JSON has lists of objects: make them what they are here."""
        if len(self.layers) > MOST_LAYERS:
            raise ConfigError(
                "too-many-layers", "layers must be a list of at most {most} layers. Remove some.", most=MOST_LAYERS
            )
        made = tuple(layer if isinstance(layer, Layer) else Layer.from_dict(layer) for layer in self.layers)
        object.__setattr__(self, "layers", made)
        for name in ("strokes", "teachers"):
            paths = getattr(self, name)
            if not all(isinstance(path, str) for path in paths):
                raise ConfigError(
                    "no-paths", "{name} must be a list of paths. Received: {value!r}.", name=name, value=paths
                )
            object.__setattr__(self, name, tuple(paths))
        object.__setattr__(self, "mixed", tuple(_ingredient(each) for each in self.mixed))

    def _check_together(self) -> None:
        if self.layers and self.network != OWN:
            raise ConfigError(
                "layers-of-named-network",
                'Layers are for the network "{own}" alone. Leave them out, or name that network.',
                own=OWN,
            )
        if self.folds == 1:
            raise ConfigError("one-fold", "A cross-validation needs at least 2 folds.")
        if self.fold and self.fold >= self.folds:
            raise ConfigError(
                "no-such-fold",
                "fold must be a whole number from 0 to {most}. Received: {value}.",
                most=max(0, self.folds - 1), value=self.fold,
            )  # fmt: skip
        if self.patience and not self.has_validation:
            raise ConfigError(
                "patience-without-validation",
                "Early stopping by patience needs validation pictures. Keep a part of them for validation.",
            )
        if self.teachers and self.loss != "categorical_crossentropy":
            raise ConfigError(
                "teachers-need-shares",
                "What teachers answer are shares of each class: they need categorical_crossentropy.",
            )

    @property
    def name(self) -> Sentence:
        """What the network is called on cards and in scripts."""
        return N_("Own network") if self.network == OWN else NETWORKS[self.network].title

    @property
    def title(self) -> str:
        """What the network is called, in the reader's language."""
        return _(self.name)

    @property
    def has_validation(self) -> bool:
        """Whether some pictures are kept for validation."""
        return bool(self.folds or self.validation_split)

    def check_classes(self, classes: int) -> None:
        """Make sure that the loss suits so many classes.

        Raises:
            ConfigError: it does not.
        """
        if self.loss == "binary_crossentropy" and classes != 2:
            raise ConfigError(
                "binary-loss-of-many-classes",
                "Binary cross-entropy is for two classes, and these pictures have {classes}. Choose another loss.",
                classes=classes,
            )

    def all_layers(self, classes: int) -> tuple[Layer, ...]:
        """Return all layers of the network for so many classes, with what the remedies change.

        Raises:
            ConfigError: the loss does not suit the number of classes.
        """
        self.check_classes(classes)
        return complete(
            self.layers if self.network == OWN else NETWORKS[self.network].layers,
            output_layer(classes, self.loss),
            width=self.width,
            batch_norm=self.batch_norm,
            dropout_rate=self.dropout,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the config as plain lists, numbers and texts."""
        return {
            **dataclasses.asdict(self),
            "layers": [layer.to_dict() for layer in self.layers],
            "mixed": [each._asdict() for each in self.mixed],
        }

    def to_json(self) -> str:
        """Return the config as a JSON object."""
        return json.dumps(self.to_dict(), indent=2)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> TrainingConfig:
        """Return the config that `to_dict` wrote; what it leaves out is as in `PRESETS`, for the network it names.

        Raises:
            ConfigError: a name or a value is not known.
        """
        given = dict(values)
        own_pictures = given.pop("pictures", "")  # as versions before 0.5 named them, beside the data "pictures"
        if own_pictures or given.get("data") == "pictures":
            given["data"] = own_pictures
        if isinstance(one := given.get("strokes"), str):  # as versions before 0.6 named the only file
            given["strokes"] = [one] if one else []
        for name in given:
            look_up(SETTINGS, N_("setting"), name)
        return PRESETS.get(str(given.get("network")), cls()).replace(**given)

    @classmethod
    def from_json(cls, text: str) -> TrainingConfig:
        """Return the config that `to_json` wrote; see `from_dict`.

        Raises:
            ConfigError: the text is no JSON object, or holds a name or value that is not known.
        """
        try:
            values = files.from_json(text)
        except ValueError as error:
            raise ConfigError(
                "no-json", "The training configuration is no valid JSON: {fault}.", fault=error
            ) from error
        if not isinstance(values, dict):
            raise ConfigError("no-object", "A training configuration must be one JSON object.")
        return cls.from_dict(values)

    def replace(self, **changes: Any) -> TrainingConfig:
        """Return a copy with some values changed.

        Raises:
            ConfigError: a changed value cannot work.
        """
        return dataclasses.replace(self, **changes)

    def differing(self, other: TrainingConfig) -> list[str]:
        """Return the names of the settings in which the two differ."""
        return [name for name in SETTINGS if getattr(self, name) != getattr(other, name)]


SETTINGS: dict[str, Setting] = {
    field.name: field.metadata["setting"] for field in dataclasses.fields(TrainingConfig)
}  # fmt: skip


def _ingredient(given: object) -> Ingredient:
    """Return one data set that is mixed in, as JSON or Python describe it."""
    match given:
        case {"data": str(data), **rest} if set(rest) <= {"share"}:
            made = Ingredient(data, rest.get("share", 1.0))  # type: ignore[arg-type]  # checked below
        case (str(data), share):
            made = Ingredient(data, share)  # type: ignore[arg-type]  # checked below
        case _:
            raise ConfigError(
                "no-ingredient",
                'mixed must be a list such as [{{"data": "mnist", "share": 0.5}}]. Received: {value!r}.',
                value=given,
            )
    Setting(Sentence(), Sentence(), "number", most=MOST_OFTEN, above_least=True).check("share", made.share)
    return made


def config_of(folder: Path, card: Card) -> TrainingConfig:
    """Return how a classifier was trained: as its run describes it, else as its card does.

    Args:
        folder: of the classifier; holds the run's `config.json` where there is one.
        card: of the classifier.

    Raises:
        ClassifierError: neither does.
    """
    own = folder / "config.json"
    if not (own.exists() or card.config):
        raise _no_config(folder)
    try:
        return files.parsed(own, TrainingConfig.from_json) if own.exists() else TrainingConfig.from_dict(card.config)
    except (OSError, ValueError, ConfigError) as error:
        raise _no_config(folder) from error


def _no_config(folder: Path) -> ClassifierError:
    return ClassifierError(
        "no-config", "{folder} does not say what it learned from. Choose another one.", folder=folder.name
    )


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
        optimizer="adamw",
        learning_rate=0.002,
        schedule="cosine",
        loss="categorical_crossentropy",
        epochs=16,
        validation_split=0.05,
        augmentation=True,
    ),
}
