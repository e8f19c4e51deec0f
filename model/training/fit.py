"""Train a network as a config says.

Knows Keras and tf.data. Does not know run folders, processes or pages: those come as callbacks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.config import TrainingConfig
from model.datasets.mixing import check, has_no_class
from model.datasets.pictures import Pictures, Split
from model.datasets.registry import data_set
from model.errors import ClassifierError
from model.languages.translation import N_
from model.networks.build import build
from model.networks.optimizers import OPTIMIZERS
from model.runtime.backend import keras, tf
from model.settings import look_up
from model.training.accuracy import AccuracyOfClasses
from model.training.augmentation import augmented
from model.training.base import begin_with
from model.training.export import network_of

_TAUGHT = 0.7  # share of what the teachers answer in what is learned; the rest is the label


def compiled_network(config: TrainingConfig, training_pictures: int) -> keras.Sequential:
    """Return the config's network, ready to train, with its first weights: drawn by the seed, or those of its base.

    Args:
        config: the training.
        training_pictures: how many pictures an epoch holds; sets the length of a cosine schedule.

    Raises:
        ConfigError: the network or the loss does not suit the data.
        DataError: the data are missing or damaged.
        ClassifierError: the base is gone, or its weights are those of another network.
    """
    keras.utils.set_random_seed(config.seed)
    data = check(config)
    network = build(config.all_layers(len(data.classes)), data.shape, l1=config.l1, l2=config.l2)
    if config.base:
        begin_with(network, config.base)
    network.compile(
        optimizer=_optimizer(config, steps_per_epoch(config, training_pictures) * config.epochs),
        loss=config.loss,  # by its name: it takes probabilities, as softmax and sigmoid give them
        metrics=[AccuracyOfClasses("accuracy") if has_no_class(config) else "accuracy"],
        jit_compile=False,  # compiling takes longer than it saves on a CPU
    )
    return network


def train(
    config: TrainingConfig,
    split: Split,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    network: keras.Sequential | None = None,
    done: Sequence[Mapping[str, float]] = (),
) -> keras.Sequential:
    """Train and return the network.

    The order of the pictures and their augmentation depend on the seed and the epoch alone, so a training that is
    resumed after an epoch ends in the same weights as one that was not interrupted. It ends before its last epoch when
    `stops_early` says so, or when the loss is no number any more.

    Args:
        config: the training.
        split: the pictures.
        callbacks: Keras callbacks, called in order.
        network: a compiled network to go on with; a new one when None.
        done: the epochs that `network` has behind it, each with its figures (loss, accuracy, val_loss, ...).
    """
    tf.config.experimental.enable_op_determinism()
    network = network or compiled_network(config, len(split.train))
    _make_variables(network, _targets(config, split.train.y[:1]))
    network.fit(
        _training_batches(config, split.train, len(done)),
        steps_per_epoch=steps_per_epoch(config, len(split.train)),
        epochs=config.epochs,
        initial_epoch=len(done),
        validation_data=_batches(config, split.validation) if len(split.validation) else None,
        callbacks=[_SeedEachEpoch(config.seed), keras.callbacks.TerminateOnNaN(), *callbacks, _StopEarly(config, done)],
        shuffle=False,  # the batches are
        verbose=0,
    )
    return network


def _make_variables(network: keras.Sequential, target: NDArray[np.generic]) -> None:
    """Make the variables of optimizer, loss and metrics: TensorFlow would trace a step that makes them twice.

    Args:
        network: compiled.
        target: what one picture is to give, (1, ...).
    """
    network.optimizer.build(network.trainable_variables)
    answer = keras.ops.zeros((1, *network.output_shape[1:]))
    network.compute_loss(y=tf.constant(target), y_pred=answer)
    network.compute_metrics(None, tf.constant(target), answer)
    network.reset_metrics()


class EarlyStop(NamedTuple):
    """Why a training ends before its last epoch: a reason, and values for the sentence about it."""

    reason: Literal["loss-below", "validation-loss-below", "loss-not-falling", "validation-loss-not-falling"]
    values: dict[str, float]


def stops_early(config: TrainingConfig, history: Sequence[Mapping[str, float]]) -> EarlyStop | None:
    """Return why a training ends after these epochs, before its last; None when it goes on.

    By patience: L. Prechelt, "Early Stopping, But When?" (1998).
    """
    if not history or len(history) >= config.epochs:
        return None
    losses = [row.get("val_loss", row["loss"]) for row in history]
    validated = "val_loss" in history[0]
    if config.stop_below and losses[-1] < config.stop_below:
        values = {"epochs": len(losses), "below": config.stop_below}
        return EarlyStop("validation-loss-below" if validated else "loss-below", values)
    best = int(np.argmin(losses))
    if config.patience and len(losses) - 1 - best >= config.patience:
        values = {"epochs": len(losses), "patience": config.patience, "best": best + 1}
        return EarlyStop("validation-loss-not-falling" if validated else "loss-not-falling", values)
    return None


class _StopEarly(keras.callbacks.Callback):
    """Ends the training when `stops_early` says so."""

    def __init__(self, config: TrainingConfig, done: Sequence[Mapping[str, float]]) -> None:
        super().__init__()
        self._config = config
        self._history = list(done)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self._history.append(dict(logs or {}))
        if stops_early(self._config, self._history):
            self.model.stop_training = True


class _SeedEachEpoch(keras.callbacks.Callback):
    """Seeds the dropout of each epoch by the config's seed and the epoch: Keras does not save the generator's state."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._seed = seed

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        for number, layer in enumerate(self.model.layers):
            if hasattr(layer, "seed_generator"):
                layer.seed_generator.state.assign([self._seed + 1000 * number, epoch << 20])


def steps_per_epoch(config: TrainingConfig, pictures: int) -> int:
    """Return how many batches an epoch has; the last one may be smaller."""
    return -(-pictures // config.batch_size)


def _optimizer(config: TrainingConfig, steps: int) -> keras.optimizers.Optimizer:
    rate: float | keras.optimizers.schedules.LearningRateSchedule = config.learning_rate
    if config.schedule == "cosine":
        warm_up = max(1, steps // 10)
        rate = keras.optimizers.schedules.CosineDecay(
            config.learning_rate / 10, max(1, steps - warm_up), warmup_target=config.learning_rate, warmup_steps=warm_up
        )
    row = look_up(OPTIMIZERS, N_("optimizer"), config.optimizer)
    return getattr(keras.optimizers, row.keras_class)(rate, **row.arguments)


def _training_batches(config: TrainingConfig, pictures: Pictures, first_epoch: int) -> tf.data.Dataset:
    """Return the batches of all epochs from `first_epoch` on, one after the other."""
    x, y = tf.constant(pictures.x), tf.constant(_targets(config, pictures.y))
    teachers = [_teacher(folder) for folder in config.teachers]
    mirrored = data_set(config.data).mirrored

    def shuffled(epoch: tf.Tensor) -> tf.data.Dataset:
        order = tf.random.experimental.stateless_shuffle(tf.range(len(pictures)), seed=[config.seed, epoch])
        return tf.data.Dataset.from_tensor_slices(order).batch(config.batch_size)

    def batch(step: tf.Tensor, chosen: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        images = tf.cast(tf.gather(x, chosen), tf.float32) / 255
        if config.augmentation:
            images = augmented(images, (config.seed, step), _strength(step / last_step), mirrored)
        targets = tf.gather(y, chosen)
        if teachers:
            answers = tf.add_n([teacher(images, training=False) for teacher in teachers]) / len(teachers)
            targets = (1 - _TAUGHT) * targets + _TAUGHT * answers
        return images, targets

    last_step = config.epochs * steps_per_epoch(config, len(pictures))
    first_step = first_epoch * steps_per_epoch(config, len(pictures))
    options = tf.data.Options()
    options.autotune.enabled = False  # its thread sleeps for seconds, and the end of a training would wait for it
    return (
        tf.data.Dataset.range(first_epoch, config.epochs)
        .flat_map(shuffled)
        .enumerate(first_step)
        .map(batch, num_parallel_calls=2)
        .prefetch(2)
        .with_options(options)
    )


def _teacher(folder: str) -> keras.Sequential:
    """Return the network of a classifier that teaches: Hinton, Vinyals, Dean, "Distilling the Knowledge" (2015).

    Raises:
        ClassifierError: there is none in the folder.
    """
    try:
        return network_of(Path(folder))
    except ClassifierError as error:
        raise ClassifierError(
            "no-teacher", "There is no classifier in {folder} that could teach.", folder=folder
        ) from error


def _strength(progress: tf.Tensor) -> tf.Tensor:
    """Return how strong the augmentation is: fading out in the last quarter, to end on pictures as they are."""
    return tf.minimum(1.0, 4 * (1 - tf.cast(progress, tf.float32)))


def _batches(config: TrainingConfig, pictures: Pictures) -> tf.data.Dataset:
    """Return the pictures in their order, in large batches, for measuring."""
    dataset = tf.data.Dataset.from_tensor_slices((pictures.x, _targets(config, pictures.y)))
    return dataset.batch(500).map(lambda x, y: (tf.cast(x, tf.float32) / 255, y))


def _targets(config: TrainingConfig, labels: NDArray[np.int64]) -> NDArray[np.int64] | NDArray[np.float32]:
    """Return what the loss compares with: the labels, or a probability of each class; no class (-1) is all alike."""
    match config.loss:
        case "sparse_categorical_crossentropy":
            return labels
        case "binary_crossentropy":
            return labels.astype(np.float32)[:, None]  # (n, 1)
    classes = len(data_set(config.data).classes)
    probabilities = np.full((len(labels), classes), 1 / classes, np.float32)
    known = labels >= 0
    probabilities[known] = np.eye(classes, dtype=np.float32)[labels[known]]
    return probabilities
