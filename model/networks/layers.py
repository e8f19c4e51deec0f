"""The layers of a network as plain data: what kinds there are, their settings and bounds, and what each is called.

Knows no arithmetic (see `summary`) and no Keras (see `keras_names` and `build`); so a page can show a network at once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from model.errors import ConfigError, Words
from model.languages.translation import N_, Sentence
from model.settings import look_up

Shape = tuple[int, ...]  # without the batch: (height, width, channels), or (values,) once flat

ACTIVATIONS = ("relu", "sigmoid", "tanh", "none")
PADDINGS = ("valid", "same")
MOST_LAYERS = 20

# The settings of each kind of layer.
SETTINGS: dict[str, tuple[str, ...]] = {
    "convolution": ("filters", "kernel", "strides", "padding", "activation"),
    "max-pooling": ("pool",),
    "average-pooling": ("pool",),
    "dense": ("units", "activation"),
    "dropout": ("rate",),
    "batch-normalization": (),
    "activation": ("activation",),
    "flatten": (),
}
ADDABLE = tuple(kind for kind in SETTINGS if kind != "flatten")  # flatten comes by itself where it is needed

# The least and the most of each number.
BOUNDS: dict[str, tuple[int, int]] = {
    "filters": (1, 512),
    "kernel": (1, 11),
    "strides": (1, 4),
    "pool": (2, 8),
    "units": (1, 4096),
}
RATES = (0.0, 0.9)  # the least and the most that a dropout blanks


@dataclass(frozen=True)
class Layer:
    """One layer of a network; only the settings of its kind (`SETTINGS`) mean something.

    Attributes:
        kind: a key of `SETTINGS`.
        filters: of a convolution.
        kernel: side of a convolution's kernel in px.
        strides: px from one place of the kernel to the next.
        padding: "valid" (only places where the kernel fits) or "same" (a border of zeros keeps the size).
        pool: side of a pooling's window, and the px to the next.
        units: of a dense layer.
        activation: one of `ACTIVATIONS`, or "softmax" in the last layer.
        rate: share of the values that dropout blanks in training, within `RATES`.
    """

    kind: str
    filters: int = 32
    kernel: int = 3
    strides: int = 1
    padding: str = "valid"
    pool: int = 2
    units: int = 64
    activation: str = "relu"
    rate: float = 0.25

    def __post_init__(self) -> None:
        """Refuse values that cannot work."""
        look_up(SETTINGS, N_("layer"), self.kind)
        for name, (least, most) in BOUNDS.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
                raise ConfigError(
                    "no-whole-number",
                    "{name} must be a whole number from {least} to {most}. Received: {value!r}.",
                    name=name, least=least, most=most, value=value,
                )  # fmt: skip
        look_up(dict.fromkeys(PADDINGS), N_("padding"), self.padding)
        if self.activation != "softmax":
            look_up(dict.fromkeys(ACTIVATIONS), N_("activation"), self.activation)
        rate = self.rate if isinstance(self.rate, int | float) and not isinstance(self.rate, bool) else float("nan")
        if not RATES[0] <= rate <= RATES[1]:
            raise ConfigError(
                "no-rate", "rate must be from {least:g} to {most:g}. Received: {value!r}.",
                least=RATES[0], most=RATES[1], value=self.rate,
            )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """Return the kind and its settings, and nothing else."""
        return {name: getattr(self, name) for name in ("kind", *SETTINGS[self.kind])}

    @classmethod
    def from_dict(cls, values: object) -> Layer:
        """Return the layer that `to_dict` wrote.

        Raises:
            ConfigError: it is no such dictionary, or names what is not known.
        """
        if not isinstance(values, Mapping) or "kind" not in values:
            raise ConfigError(
                "no-layer",
                'A layer must be an object such as {{"kind": "dense", "units": 64}}. Received: {value!r}.',
                value=values,
            )
        kind = values["kind"]
        known = ("kind", *look_up(SETTINGS, N_("layer"), kind))
        for name in values:
            if name not in known:
                raise ConfigError(
                    "unknown-setting-of-layer",
                    "A layer {kind!r} has no setting {name!r}. Choose one of: {choices}.",
                    kind=kind, name=name, choices=", ".join(known),
                )  # fmt: skip
        return cls(**values)

    def in_words(self) -> str:
        """Return the layer in the reader's language: "Convolution, 32 filters 3x3, padded, ReLU"."""
        return self.words().in_words()

    def words(self) -> Words:
        """Return the layer as an error names it."""
        activation = ACTIVATION_TITLES[self.activation]
        phrases = [Words(IN_WORDS[self.kind], **{**dataclasses.asdict(self), "activation": activation})]
        if self.kind == "convolution" and self.strides > 1:
            phrases.append(Words(N_("steps of {strides}"), strides=self.strides))
        if self.kind == "convolution" and self.padding == "same":
            phrases.append(Words(N_("padded")))
        if self.kind in ("convolution", "dense") and self.activation != "none":
            phrases.append(Words(IN_WORDS["activation"], activation=activation))
        # NOTE: phrases about one layer, in a row
        return reduce(lambda first, more: Words(N_("{first}, {more}"), first=first, more=more), phrases)


IN_WORDS = {
    "convolution": N_("Convolution, {filters} filters {kernel}x{kernel}"),
    "max-pooling": N_("Max pooling {pool}x{pool}"),
    "average-pooling": N_("Average pooling {pool}x{pool}"),
    "dense": N_("Dense, {units}"),
    "dropout": N_("Dropout {rate:.0%}"),
    "batch-normalization": N_("Batch normalisation"),
    "activation": Sentence("{activation}"),
    "flatten": N_("Flatten"),
}
KIND_TITLES = {
    "convolution": N_("Convolution"),
    "max-pooling": N_("Max pooling"),
    "average-pooling": N_("Average pooling"),
    "dense": N_("Dense"),
    "dropout": N_("Dropout"),
    "batch-normalization": N_("Batch normalisation"),
    "activation": N_("Activation"),
    "flatten": N_("Flatten"),
}
SETTING_TITLES = {
    "filters": N_("Filters"),
    "kernel": N_("Kernel (px wide and high)"),
    "strides": N_("Step (px)"),
    "padding": N_("Border"),
    "pool": N_("Window (px wide and high)"),
    "units": N_("Units"),
    "activation": N_("Activation"),
    "rate": N_("Share blanked"),
}
PADDING_TITLES = {"valid": N_("No border (valid)"), "same": N_("A border of zeros (same)")}
ACTIVATION_TITLES = {"relu": "ReLU", "sigmoid": "sigmoid", "tanh": "tanh", "none": N_("none"), "softmax": "softmax"}


def conv(filters: int, kernel: int = 3, *, strides: int = 1, padding: str = "valid", activation: str = "relu") -> Layer:
    """Return a convolution."""
    return Layer("convolution", filters=filters, kernel=kernel, strides=strides, padding=padding, activation=activation)


def max_pool(pool: int = 2) -> Layer:
    """Return a max pooling."""
    return Layer("max-pooling", pool=pool)


def dense(units: int, activation: str = "relu") -> Layer:
    """Return a dense layer."""
    return Layer("dense", units=units, activation=activation)


def dropout(rate: float) -> Layer:
    """Return a dropout."""
    return Layer("dropout", rate=rate)


BATCH_NORM, RELU, FLATTEN = Layer("batch-normalization"), Layer("activation"), Layer("flatten")
