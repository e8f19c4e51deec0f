"""Commands that train: one run, several that belong together, or a script that does so elsewhere.

Knows configs, runs and groups. Does not know how a run is done (see `runs.execution`).
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import click

from model.cli.doing import do
from model.cli.options import Configured, make_folder, settings_given, training_options
from model.cli.run_words import STATUS
from model.cli.tables import left, right
from model.config import PRESETS, TrainingConfig
from model.datasets.registry import data_set
from model.executors import chosen
from model.inference.card import LITERT, WEIGHTS
from model.languages.translation import _, translated
from model.networks.optimizers import OPTIMIZERS
from model.networks.summary import rows
from model.networks.zoo import NETWORKS
from model.people.visitor import TEACHER
from model.runs import actions, experiments, groups, queue, results, store
from model.storage.folder_store import STORE
from model.training.remedies import REMEDIES


@click.command()
def networks() -> None:
    """List the networks, their layers and the settings they are known for."""
    for name, preset in PRESETS.items():
        data = data_set(preset.data)
        described = rows(preset.all_layers(len(data.classes)), data.shape)
        click.echo(f"{name}: {_(NETWORKS[name].sentence)}")
        for row in described:
            shape = " x ".join(map(str, row.shape))
            click.echo(f"  {left(row.layer.in_words(), 40)}{shape:>14}{row.parameters:>10,}{row.multiplications:>14,}")
        parameters = sum(row.parameters for row in described)
        multiplications = sum(row.multiplications for row in described)
        title = left(_("parameters, multiplications a picture"), 54)
        click.echo(f"  {title}{parameters:>10,}{multiplications:>14,}")
        usual = _("{data}. {optimizer} {rate} ({schedule}), {loss}, batch {batch_size}, {epochs} epochs").format(
            data=translated(data.title),
            optimizer=OPTIMIZERS[preset.optimizer].title,
            rate=preset.learning_rate,
            schedule=preset.schedule,
            loss=preset.loss,
            batch_size=preset.batch_size,
            epochs=preset.epochs,
        )
        click.echo(f"  {usual}\n")


@click.command()
@click.option("--run", "folder", type=click.Path(path_type=Path), help=_("Do, or go on with, the run in this folder."))
@click.option("--attempt", type=int, default=0, hidden=True, help="An executor started this.")
@click.option("--save-to", type=click.Path(path_type=Path), help=_("Copy the classifier and its card to this folder."))
@training_options
def train(configured: Configured, folder: Path | None, attempt: int, save_to: Path | None) -> None:
    """Train a network, and keep the run below INKLING_HOME (else var/)."""
    if folder and settings_given():
        raise click.UsageError(_("--run takes its settings from the folder; leave the other options out."))
    if save_to:
        make_folder(save_to)
    run = _described_run(folder) if folder else actions.train(configured(), TEACHER, at_once=True)
    run.config()  # a folder that describes no training is said before TensorFlow is loaded
    do(run, attempt=attempt)
    if save_to and run.card():
        for name in (LITERT, WEIGHTS, "card.json"):
            shutil.copyfile(run.folder / name, save_to / name)


def _described_run(folder: Path) -> store.Run:
    """Return the run in a folder, which may also be named as seen from the store: `runs/ID`."""
    in_store = STORE.folder("runs").parent / folder
    return store.Run(in_store if in_store.is_dir() and not folder.is_dir() else folder)


@click.command()
@click.option(
    "--optimizers", help=_("The optimizers that race, with commas between; all when no other option is given.")
)
@click.option("--remedies", help=_('The remedies that race, with commas between, or "all".'))
@click.option("--seeds", type=click.IntRange(2, 10), help=_("Train so often, with one seed after the other."))
@click.option(
    "--ready", type=click.Choice(tuple(experiments.READY)), help=_("A race that is ready: its settings are its own.")
)
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
@training_options
def race(
    configured: Configured,
    optimizers: str | None,
    remedies: str | None,
    seeds: int | None,
    ready: str | None,
    as_json: bool,
) -> None:
    """Train the same network with several optimizers, remedies or seeds, and compare."""
    if sum(map(bool, (optimizers, remedies, seeds, ready))) > 1:
        raise click.UsageError(_("Choose one of --optimizers, --remedies, --seeds and --ready."))
    if ready and settings_given():
        raise click.UsageError(_("--ready has its own settings; leave the other options out."))
    if ready:
        kind, configs = experiments.READY[ready]
    elif remedies:
        names = _names(remedies, tuple(REMEDIES))
        kind, configs = "remedies", experiments.remedy_race(configured(), names)
    elif seeds:
        kind, configs = "seeds", experiments.seeds(configured(), seeds)
    else:
        names = _names(optimizers or "all", tuple(OPTIMIZERS))
        kind, configs = "optimizers", experiments.optimizer_race(configured(), names)
    _do_group(kind, configs, as_json)


@click.command()
@click.option(
    "--folds", default=5, show_default=True, type=click.IntRange(2, 10), help=_("Parts; each of them validates once.")
)
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
@training_options
def crossvalidate(configured: Configured, folds: int, as_json: bool) -> None:
    """Train once for each fold, and tell the mean and spread of the accuracy."""
    _do_group("folds", experiments.folds(configured(folds=folds, fold=0), folds), as_json)


def _names(given: str, known: tuple[str, ...]) -> tuple[str, ...]:
    names = known if given == "all" else tuple(name.strip() for name in given.split(","))
    for name in names:
        if name not in known:
            raise click.UsageError(
                _("Unknown {name!r}. Choose of: {choices}; or all.").format(name=name, choices=", ".join(known))
            )
    return names


def _do_group(kind: groups.Kind, configs: dict[str, TrainingConfig], as_json: bool) -> None:
    """Queue a group, wait until all its runs are done, and print what they came to; raises as `train_group`.

    Raises:
        ExecutorError: there is no such executor, so that nobody would ever do them.
    """
    chosen.executor()
    group = actions.train_group(kind, configs, TEACHER)
    waiting = group.runs()
    while waiting:
        queue.advance()
        for member, run in list(waiting.items()):
            state = run.state()
            if not (state.is_open or run.is_measuring()):
                del waiting[member]
                said = _("{name}: {status} {message}").format(
                    name=group.label(member), status=_(STATUS[state.status]), message=state.message
                )
                click.echo(said.rstrip(), err=True)
        time.sleep(0.2)
    rows = results.of_group(group)
    sentence, accuracies = _accuracies(rows)
    mean, spread = results.mean_and_spread(accuracies) if accuracies else (None, None)
    wrong, judged = results.always_wrong(group)
    if as_json:
        each = [_described(group, row) for row in rows]
        summary = {"mean_accuracy": mean, "spread": spread, "always_wrong": wrong.tolist()}
        click.echo(json.dumps({"group": group.id, "kind": group.kind, "runs": each, **summary}))
        _exit_where_one_failed(rows)
        return
    titles = zip((_("epochs"), _("validation"), _("test"), _("s an epoch")), (7, 12, 9, 12), strict=True)
    click.echo(left("", 24) + "".join(right(title, wide) for title, wide in titles))
    for row in rows:
        validation, test = _cell(row.validation_accuracy, ".2%"), _cell(row.test_accuracy, ".2%")
        seconds = _cell(row.seconds_per_epoch, ".1f")
        click.echo(f"{left(row.name, 24)}{row.epochs:>7}{validation:>12}{test:>9}{seconds:>12}")
    if not group.is_race and mean is not None:
        click.echo(sentence.format(mean=mean, spread=spread))
    if judged:
        sentence = _("{count} test pictures are wrong in all {runs} runs.")
        click.echo(sentence.format(count=len(wrong), runs=judged))
    _exit_where_one_failed(rows)


def _accuracies(rows: Sequence[results.Result]) -> tuple[str, list[float]]:
    """Return the accuracies, 0 to 1, that have a mean, and the sentence that says it: validation's, else the test's."""
    if validated := [row.validation_accuracy for row in rows if row.validation_accuracy is not None]:
        return _("validation accuracy {mean:.2%}, spread (standard deviation) {spread:.2%}"), validated
    tested = [row.test_accuracy for row in rows if row.test_accuracy is not None]
    return _("test accuracy {mean:.2%}, spread (standard deviation) {spread:.2%}"), tested


def _cell(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def _described(group: groups.Group, row: results.Result) -> dict[str, object]:
    """Return what a run came to, as JSON says it: in English, whoever reads."""
    described = {**vars(row), "name": str(group.words(row.member)), "run": row.run.id, "status": row.run.state().status}
    del described["member"]
    return described


def _exit_where_one_failed(rows: Sequence[results.Result]) -> None:
    """End with exit code 1 where a run has failed; why was said when it did."""
    if any(row.run.state().status == "failed" for row in rows):
        raise SystemExit(1)


@click.command()
@training_options
def script(configured: Configured) -> None:
    """Print the training as a stand-alone Keras script that ends in the same weights."""
    from model.training.script import keras_script

    click.echo(keras_script(configured()), nl=False)
