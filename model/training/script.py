"""A training as a stand-alone Keras script that ends in the same weights.

Knows configs and the text of a script. Does not know TensorFlow, runs or pages.
"""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.config import TrainingConfig
from model.datasets.mixing import check, part_counts
from model.datasets.registry import data_set
from model.datasets.splitting import count_of, counts, least_of_class, stand_ins
from model.errors import ConfigError
from model.networks.keras_names import keras_call
from model.networks.layers import Layer
from model.networks.optimizers import OPTIMIZERS
from model.networks.summary import rows


def pictures_file(config: TrainingConfig) -> str:
    """Return the name of the file that the script reads its pictures from; "" where Keras brings them."""
    return "" if data_set(config.data).loader else f"{config.data}.npz"


def pictures_as_npz(config: TrainingConfig) -> bytes:
    """Return the content of that file: x_train, y_train, x_test and y_test.

    Where pictures to train on equal one another, `first` is in it, too: for each the index of the first that equals it.

    Raises:
        DataError: the pictures are missing or damaged.
    """
    data, file = data_set(config.data), io.BytesIO()
    train, test = data.train(), data.test()
    arrays: dict[str, NDArray[Any]] = {"x_train": train.x, "y_train": train.y, "x_test": test.x, "y_test": test.y}
    if data.alike:
        arrays["first"] = data.alike.first
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def keras_script(config: TrainingConfig) -> str:
    """Return the script.

    Raises:
        ConfigError: the training cannot be told in a short script, or its network does not suit the data.
        DataError: the data are missing or damaged.
    """
    data = check(config)
    if config.mixed:
        raise ConfigError(
            "no-script-for-mixed",
            "Pictures that are mixed of several data sets have no short script. Leave the others out to get one.",
        )
    if config.base:
        raise ConfigError(
            "no-script-for-base",
            "A training that begins with another classifier's weights has no short script. Leave that out to get one.",
        )
    if data.enriched or config.teachers:
        raise ConfigError(
            "no-script-for-shipped",
            "What Inkling ships is trained by `make pretrained`: there is no short script for it.",
        )
    if config.augmentation:
        raise ConfigError(
            "no-script-for-augmentation",
            "Augmentation is Inkling's own and has no short script. Switch it off to get one.",
        )
    layers = config.all_layers(len(data.classes))
    rows(layers, data.shape)  # raises where they cannot work
    lines = "\n".join(f"        {_line(layer, config)}," for layer in layers)
    different = len(np.unique(stand_ins(data.alike, config))) if data.alike else data.training
    has_copies = different < data.training
    used = count_of(different, config.share)
    kept = counts(different, len(data.classes), config)[1]
    title = "".join(sign for sign in data.title if sign.isalnum() or sign in " -_:.,")  # it was typed by somebody
    return f'''"""{config.name} on {title}.

It ends in the same weights as in Inkling on the same machine. Needs: pip install tensorflow scikit-learn
"""

from contextlib import suppress

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from sklearn.model_selection import {"StratifiedKFold, " if config.folds else ""}train_test_split

SEED, EPOCHS, BATCH = {config.seed}, {config.epochs}, {config.batch_size}


def drawn(y, count, least, left):
    """Return the indices of so many pictures, each class by its share; draw and leave so many of each at least."""
    each = [np.flatnonzero(y == label) for label in np.unique(y)]
    with suppress(ValueError):
        chosen, _ = train_test_split(np.arange(len(y)), train_size=count, stratify=y, random_state=SEED)
        if all(least <= np.isin(own, chosen).sum() <= len(own) - left for own in each):
            return np.sort(chosen)
    rng, at = np.random.default_rng(SEED), np.empty(len(y))
    for own in map(rng.permutation, each):  # they are few: each class is spread from 0 to 1
        at[own] = np.linspace(0, 1, len(own))
        at[own[:least]] = 0
    return np.sort(np.argsort(at, kind="stable")[:count])


{data.loader or _from_file(config, has_copies)}
x, x_test = x.astype("float32") / 255, x_test.astype("float32") / 255
{_chosen(config, used, kept, has_copies)}
keras.utils.set_random_seed(SEED)
tf.config.experimental.enable_op_determinism()
network = keras.Sequential(
    [
        keras.Input({data.shape}),
{lines}
    ]
)
{_rate(config, part_counts(config)[0])}
network.compile(keras.optimizers.{OPTIMIZERS[config.optimizer].call("rate")}, "{config.loss}", metrics=["accuracy"])
network.summary()

kept, best{", losses" if config.patience else ""} = network.get_weights(), (-1, 0){", []" if config.patience else ""}
for epoch in range(EPOCHS):
    order = tf.random.experimental.stateless_shuffle(tf.range(len(x)), seed=[SEED, epoch]).numpy()
{_seeds(layers)}    {_logs(config)}
    if not np.isfinite([*logs.values()]).all():  # it exploded
        break
    print(epoch + 1, logs)
{_ending(config)}
network.set_weights(kept)
tested = network.evaluate(x_test, {_targets(config, "y_test")}, batch_size=500, verbose=0)
print("Test loss and accuracy:", tested)
network.save("network.keras")
'''


def _line(layer: Layer, config: TrainingConfig) -> str:
    name, placed, named = keras_call(layer)
    arguments = [json.dumps(value) for value in placed] + [f"{key}={json.dumps(value)}" for key, value in named.items()]
    if (config.l1 or config.l2) and layer.kind in ("convolution", "dense"):
        arguments.append(f"kernel_regularizer=keras.regularizers.L1L2({config.l1}, {config.l2})")
    return f"layers.{name}({', '.join(arguments)})"


def _from_file(config: TrainingConfig, has_copies: bool) -> str:
    lines = [
        f'with np.load("{pictures_file(config)}") as file:  # put it beside this script',
        '    x, y, x_test, y_test = (file[name] for name in ("x_train", "y_train", "x_test", "y_test"))',
    ]
    if has_copies:
        lines.append('    first = file["first"]  # for each picture the first one that equals it: it stands for all')
    return "\n".join(lines)


def _chosen(config: TrainingConfig, used: int, kept: int, has_copies: bool) -> str:
    if config.share == 1 and not config.has_validation:
        return ""
    lines = [f"chosen = {'np.unique(first)' if has_copies else 'np.arange(len(y))'}"]
    if config.share < 1:
        lines.append(f"chosen = chosen[drawn(y[chosen], {used}, {least_of_class(config)}, 0)]")
    if config.folds:
        folds = f"StratifiedKFold({config.folds}, shuffle=True, random_state=SEED)"
        lines.append(f"folds = {folds}.split(chosen, y[chosen])")
        lines.append(f"apart = chosen[list(folds)[{config.fold}][1]]  # kept for validation")
    elif config.validation_split:
        lines.append(f"apart = chosen[drawn(y[chosen], {kept}, 1, 1)]  # kept for validation")
    part = "np.isin(first, {})" if has_copies else "{}"  # all that equal these, too
    if config.has_validation:
        apart = part.format("apart")
        lines += [f"x_val, y_val = x[{apart}], y[{apart}]", "chosen = np.setdiff1d(chosen, apart)"]
    chosen = part.format("chosen")
    lines.append(f"x, y = x[{chosen}], y[{chosen}]")
    return "".join(f"{line}\n" for line in lines)


def _rate(config: TrainingConfig, train: int) -> str:
    if config.schedule == "constant":
        return f"rate = {config.learning_rate}"
    steps = -(-train // config.batch_size) * config.epochs
    warm_up = max(1, steps // 10)
    return f"""rate = keras.optimizers.schedules.CosineDecay(
    {config.learning_rate / 10}, {max(1, steps - warm_up)}, warmup_target={config.learning_rate}, warmup_steps={warm_up}
)"""


def _seeds(layers: tuple[Layer, ...]) -> str:
    if not any(layer.kind == "dropout" for layer in layers):
        return ""
    return (
        "    for number, layer in enumerate(network.layers):\n"
        '        if hasattr(layer, "seed_generator"):  # dropout above 0: each epoch has its own seed\n'
        "            layer.seed_generator.state.assign([SEED + 1000 * number, epoch << 20])\n"
    )


def _logs(config: TrainingConfig) -> str:
    validation = f"""
        validation_data=(x_val, {_targets(config, "y_val")}),
        validation_batch_size=500,"""
    return f"""fitted = network.fit(
        x[order],
        {_targets(config, "y[order]")},
        batch_size=BATCH,
        shuffle=False,{validation if config.has_validation else ""}
        verbose=0,
    )
    logs = {{name: values[0] for name, values in fitted.history.items()}}"""


def _targets(config: TrainingConfig, labels: str) -> str:
    match config.loss:
        case "sparse_categorical_crossentropy":
            return labels
        case "binary_crossentropy":
            return f'{labels}[:, None].astype("float32")'
    return f"keras.utils.to_categorical({labels}, {len(data_set(config.data).classes)})"


def _ending(config: TrainingConfig) -> str:
    best = '(logs["val_accuracy"], -logs["val_loss"])' if config.has_validation else "(epoch, 0)"
    lines = [f"    if {best} > best:  # the best epoch is kept", f"        kept, best = network.get_weights(), {best}"]
    loss = 'logs["val_loss"]' if config.has_validation else 'logs["loss"]'
    if config.stop_below:
        lines += [f"    if {loss} < {config.stop_below}:", "        break"]
    if config.patience:
        lines += [
            f"    losses.append({loss})",
            f"    if len(losses) - 1 - np.argmin(losses) >= {config.patience}:",
            "        break",
        ]
    return "\n".join(lines)
