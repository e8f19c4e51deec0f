"""All that the pages do, without a browser: `python -m model --help`."""

from __future__ import annotations

import dataclasses
import functools
import json
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from model import files, groups, runs, versions
from model.architecture import NETWORKS, rows
from model.cards import LITERT, WEIGHTS
from model.classifier import Classifier, NumberReading, Reading
from model.config import DATA, LOSSES, OPTIMIZERS, PRESETS, SCHEDULES, TrainingConfig, home
from model.datasets import about, test_pictures, training_pictures
from model.errors import ConfigError, InklingError, PictureError
from model.files import NPZ_FAULTS
from model.hints import REMEDIES

# TensorFlow takes seconds to import: the commands that need it import it.

_WRITTEN = click.Path(dir_okay=False, path_type=Path)


@click.group(no_args_is_help=False)
def cli() -> None:
    """Train and use Inkling's digit classifiers."""


@cli.command()
def networks() -> None:
    """List the networks, their layers and the settings they are known for."""
    for name, preset in PRESETS.items():
        data = about(preset)
        described = rows(preset.all_layers(len(data.classes)), data.shape)
        click.echo(f"{name}: {NETWORKS[name].sentence}")
        for row in described:
            shape = " x ".join(map(str, row.shape))
            click.echo(f"  {row.layer.in_words():40}{shape:>14}{row.parameters:>10,}{row.multiplications:>14,}")
        parameters = sum(row.parameters for row in described)
        multiplications = sum(row.multiplications for row in described)
        click.echo(f"  {'parameters, multiplications a picture':54}{parameters:>10,}{multiplications:>14,}")
        click.echo(
            f"  {data.title}. {OPTIMIZERS[preset.optimizer]} {preset.learning_rate} ({preset.schedule}), {preset.loss},"
            f" batch {preset.batch_size}, {preset.epochs} epochs\n"
        )


def _settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that make a training; it gets the `config`."""

    @functools.wraps(command)
    def with_config(config: Path | None, **given: Any) -> None:
        options = {name: given.pop(name) for name in SETTINGS}
        chosen = {name: value for name, value in options.items() if value not in (None, ()) and value is not False}
        command(config=_config(config, chosen), **given)

    return _options(with_config)


def _options(command: Callable[..., None]) -> Callable[..., None]:
    folder = click.Path(exists=True, file_okay=False, resolve_path=True)
    strokes = click.Path(exists=True, dir_okay=False, resolve_path=True)
    for option in reversed(
        [
            click.option(
                "--config", type=click.Path(path_type=Path), help="Begin with the settings in a JSON file."
            ),
            click.option(
                "--network", type=click.Choice(tuple(PRESETS)), help="The network; the rest defaults to its settings."
            ),
            click.option("--data", type=click.Choice(tuple(name for name in DATA if name != "pictures"))),
            click.option(
                "--pictures", help="Own pictures: a zip, a folder with a sub-folder a class, or the id of a set."
            ),
            click.option("--optimizer", type=click.Choice(tuple(OPTIMIZERS))),
            click.option("--learning-rate", type=float),
            click.option("--schedule", type=click.Choice(tuple(SCHEDULES))),
            click.option("--loss", type=click.Choice(tuple(LOSSES))),
            click.option("--batch-size", type=int),
            click.option("--epochs", type=int),
            click.option("--share", type=float, help="Share of the training data, more than 0 and at most 1."),
            click.option("--validation-split", type=float, help="Share kept apart for validation, 0 to 0.5."),
            click.option("--augmentation", is_flag=True, help="Bend, turn and shift the pictures at random."),
            click.option("--l1", type=float),
            click.option("--l2", type=float),
            click.option("--dropout", type=float, help="Share blanked before the last layer, 0 to 0.9."),
            click.option("--batch-norm", is_flag=True, help="Normalise each layer before its activation."),
            click.option("--width", type=float, help="Share of the filters and units to keep, 0.05 to 1."),
            click.option("--patience", type=int, help="End after so many epochs without a lower validation loss."),
            click.option("--stop-below", type=float, help="End once the loss is below."),
            click.option("--seed", type=int),
            click.option("--strokes", type=strokes, help="Pen strokes to learn from too, for the network `shipped`."),
            click.option(
                "--teacher", "teachers", multiple=True, type=folder,
                help="Folder of a classifier to learn from as well; can be given several times.",
            ),
        ]
    ):  # fmt: skip
        command = option(command)
    return command


SETTINGS = tuple(
    field.name for field in dataclasses.fields(TrainingConfig) if field.name not in ("layers", "folds", "fold")
)


def _config(file: Path | None, given: dict[str, Any]) -> TrainingConfig:
    if "pictures" in given:
        given = {**given, "pictures": _picture_set(given["pictures"]), "data": "pictures"}
    elif "data" in given:
        given = {**given, "pictures": ""}
    if file is None:
        config = PRESETS[given.get("network", "two-conv")].replace(**given)
    else:
        try:
            config = TrainingConfig.from_json(file.read_text()).replace(**given)
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"There is no readable file {file}. Name a config.json.") from error
    data = about(config)
    rows(config.all_layers(len(data.classes)), data.shape)  # what cannot work is said before anything is written
    return config


def _picture_set(given: str) -> str:
    """Return the id of own pictures: those of a zip or a folder are imported."""
    from model.picture_sets import import_folder, import_zip, save

    path = Path(given)
    if not path.exists():
        return given
    pictures = import_folder(path) if path.is_dir() else import_zip(path, path.stem)
    for phrase in pictures.left_out:
        click.echo(f"Left out: {phrase}", err=True)
    return save(pictures)


@cli.command()
@click.option("--run", "folder", type=click.Path(path_type=Path), help="Do, or go on with, the run in this folder.")
@click.option("--save-to", type=click.Path(path_type=Path), help="Copy the classifier and its card to this folder.")
@_settings
def train(config: TrainingConfig, folder: Path | None, save_to: Path | None) -> None:
    """Train a network, and keep the run below INKLING_HOME (else var/)."""
    context = click.get_current_context()
    source = click.core.ParameterSource.COMMANDLINE
    by_hand = [name for name in (*SETTINGS, "config") if context.get_parameter_source(name) is source]
    if folder and by_hand:
        raise click.UsageError("--run takes its settings from the folder; leave the other options out.")
    run = _described_run(folder) if folder else runs.create(config, at_once=True)
    run.config()  # a folder that describes no training is said before TensorFlow is loaded
    from model.execution import EpochLines, TerminalBar, execute

    for wish in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wish, lambda *_: (run.folder / "stop").touch())
    state = execute(run, [TerminalBar() if sys.stdout.isatty() else EpochLines(run, click.echo)])
    if state.status == "failed":
        raise SystemExit(f"Error: {state.message}")
    card = run.card() or {}
    figures = card.get("figures", {})
    click.echo(f"{state.status}: {run.folder}  test accuracy {figures.get('test_accuracy', 0):.2%}")
    if save_to:
        save_to.mkdir(parents=True, exist_ok=True)
        for name in (LITERT, WEIGHTS, "card.json"):
            shutil.copyfile(run.folder / name, save_to / name)


@cli.command()
@click.option("--optimizers", help="The optimizers that race, with commas between; all when no other option is given.")
@click.option("--remedies", help='The remedies that race, with commas between, or "all".')
@click.option("--seeds", type=click.IntRange(2, 10), help="Train so often, with one seed after the other.")
@click.option("--ready", type=click.Choice(tuple(groups.READY)), help="A race that is ready: its settings are its own.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@_settings
def race(
    config: TrainingConfig,
    optimizers: str | None,
    remedies: str | None,
    seeds: int | None,
    ready: str | None,
    as_json: bool,
) -> None:
    """Train the same network with several optimizers, remedies or seeds, and compare."""
    if sum(map(bool, (optimizers, remedies, seeds, ready))) > 1:
        raise click.UsageError("Choose one of --optimizers, --remedies, --seeds and --ready.")
    if ready:
        title, configs = groups.READY[ready]
    elif remedies:
        title, configs = "Remedy race", groups.remedy_race(config, _names(remedies, tuple(REMEDIES)))
    elif seeds:
        title, configs = f"{seeds} seeds", groups.seeds(config, seeds)
    else:
        title, configs = "Optimizer race", groups.optimizer_race(config, _names(optimizers or "all", tuple(OPTIMIZERS)))
    _do_group(groups.create("seeds" if seeds else "race", title, configs), as_json)


@cli.command()
@click.option("--folds", default=5, show_default=True, type=click.IntRange(2, 10))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@_settings
def crossvalidate(config: TrainingConfig, folds: int, as_json: bool) -> None:
    """Train once for each fold, and tell the mean and spread of the accuracy."""
    _do_group(groups.create("folds", f"{folds} folds", groups.folds(config, folds)), as_json)


def _names(given: str, known: tuple[str, ...]) -> tuple[str, ...]:
    names = known if given == "all" else tuple(name.strip() for name in given.split(","))
    for name in names:
        if name not in known:
            raise click.UsageError(f"Unknown {name!r}. Choose of: {', '.join(known)}; or all.")
    return names


def _do_group(group: groups.Group, as_json: bool) -> None:
    """Wait until the queue has done all runs of a group, and print what they came to."""
    waiting = group.runs()
    while waiting:
        runs.advance()
        for name, run in list(waiting.items()):
            state = run.state()
            if not (state.is_open or run.is_measuring()):
                del waiting[name]
                click.echo(f"{name}: {state.status} {state.message}".rstrip(), err=True)
        time.sleep(0.2)
    results = groups.results(group)
    right = [row.validation_accuracy or row.test_accuracy for row in results]
    known = [value for value in right if value is not None]
    mean, spread = groups.mean_and_spread(known) if known else (None, None)
    wrong, judged = groups.always_wrong(group, test_pictures(results[0].run.config()).y)
    if as_json:
        each = [{**vars(row), "run": row.run.id, "status": row.run.state().status} for row in results]
        summary = {"mean_accuracy": mean, "spread": spread, "always_wrong": wrong.tolist()}
        click.echo(json.dumps({"group": group.id, "kind": group.kind, "runs": each, **summary}))
        return
    click.echo(f"{'':24}{'epochs':>7}{'validation':>12}{'test':>9}{'s an epoch':>12}")
    for row in results:
        shares = [
            f"{value:.2%}" if value is not None else "-" for value in (row.validation_accuracy, row.test_accuracy)
        ]
        click.echo(f"{row.name:24}{row.epochs:>7}{shares[0]:>12}{shares[1]:>9}{row.seconds_per_epoch or 0:>12.1f}")
    if group.kind != "race" and mean is not None:
        click.echo(f"accuracy {mean:.2%}, spread (standard deviation) {spread:.2%}")
    click.echo(f"{len(wrong)} test pictures are wrong in all {judged} runs.")


@cli.command()
@_settings
def script(config: TrainingConfig) -> None:
    """Print the training as a stand-alone Keras script that ends in the same weights."""
    from model.script import keras_script

    click.echo(keras_script(config), nl=False)


@cli.command()
@click.argument("run_id")
def stop(run_id: str) -> None:
    """End a run; its best epoch is kept. A waiting one leaves the queue."""
    runs.stop(runs.find(run_id))


@cli.command()
@click.argument("run_id")
def pause(run_id: str) -> None:
    """Pause a run after the epochs that it has finished."""
    runs.pause(runs.find(run_id))


@cli.command()
@click.argument("run_id")
def resume(run_id: str) -> None:
    """Put a run that was paused, stopped or has failed back into the queue."""
    runs.enqueue_again(runs.find(run_id))
    runs.advance()


@cli.command()
@click.argument("count", type=int, required=False)
def places(count: int | None) -> None:
    """Say how many runs may train at the same time, or let COUNT do so."""
    if count is not None:
        runs.set_places(count)
    click.echo(runs.places())


def _described_run(folder: Path) -> runs.Run:
    """Return the run in a folder, which may also be named as seen from INKLING_HOME: `runs/ID`."""
    return runs.Run(next((place for place in (folder, home() / folder) if place.is_dir()), folder))


@cli.command("runs")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
def list_runs(as_json: bool) -> None:
    """List the runs, newest first."""
    described = [_described(run) for run in runs.all_runs()]
    if as_json:
        click.echo(json.dumps(described))
        return
    for run in described:
        accuracy = run["figures"].get("test_accuracy")
        result = f"test accuracy {accuracy:.2%}" if accuracy is not None else run["message"]
        click.echo(f"{run['id']}  {run['status']:9}  epochs {run['epochs_done']}  {result}")


def _described(run: runs.Run) -> dict[str, Any]:
    state, card = run.state(), run.card() or {}
    try:
        config = run.config().to_dict()
    except InklingError as error:
        return {"id": run.id, "folder": str(run.folder), "status": "failed", "message": str(error), "config": None,
                "epochs_done": 0, "process": 0, "figures": {}}  # fmt: skip
    return {
        "id": run.id,
        "folder": str(run.folder),
        "status": state.status,
        "message": state.message,
        "config": config,
        "epochs_done": len(run.history()),
        "process": state.process,
        "figures": card.get("figures", {}),
    }


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--run", "run_id", help="The id of a finished run; the classifier in use when left out.")
@click.option("--number", "as_number", is_flag=True, help="Read each picture as a number of several digits.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a picture.")
def predict(files: tuple[Path, ...], run_id: str | None, as_number: bool, as_json: bool) -> None:
    """Read the digits in pictures and photos (PNG, JPEG, WebP), or in the array `x` of an .npz file.

    `x` is uint8 of shape (n, height, width, 4) or (n, height, width).
    """
    from model.preprocessing import ink_of

    pictures = [(str(file), index, picture) for file in files for index, picture in enumerate(_pictures(file))]
    classifier = _classifier(run_id)
    for file, index, picture in pictures:
        if as_number:
            described = _number(classifier.read_number(ink_of(picture)))
        elif file.endswith(".npz"):
            described = _digit(classifier.read(picture))
        else:
            described = _digit(classifier.as_one_digit(picture, classifier.read_number(picture))[1])
        if as_json:
            click.echo(json.dumps({"file": file, "index": index, **described}))
        else:
            click.echo(f"{file} {index}: {_in_a_line(described)}")


def _digit(reading: Reading) -> dict[str, Any]:
    shares = None if reading.probabilities is None else [float(share) for share in reading.probabilities]
    return {"status": reading.status, "label": reading.label, "probabilities": shares}


def _number(number: NumberReading) -> dict[str, Any]:
    digits = [{"box": part.box._asdict(), **_digit(reading)} for part, reading in number.digits]
    return {"status": number.status, "number": number.text, "digits": digits}


def _in_a_line(described: dict[str, Any]) -> str:
    if "number" in described:
        return f"{described['status']} {described['number']}".rstrip()
    if described["label"] is None:
        return str(described["status"])
    return f"{described['status']} {described['label']} ({described['probabilities'][described['label']]:.1%})"


def _pictures(file: Path) -> Iterator[NDArray[np.uint8]]:
    """Return the drawings in an .npz file, or the ink of the photo in any other."""
    if file.suffix != ".npz":
        from model.photos import find_ink
        from model.pictures import read_picture

        yield find_ink(read_picture(file).picture).ink
        return
    try:
        with np.load(file, allow_pickle=False) as archive:
            x = archive["x"]
    except FileNotFoundError as error:
        raise PictureError(f"There is no file {file}.") from error
    except NPZ_FAULTS as error:
        raise PictureError(f"{file} cannot be read. Expected an .npz file with an array `x`.") from error
    if x.dtype != np.uint8 or not (x.ndim == 3 or (x.ndim == 4 and x.shape[3] == 4)):
        raise PictureError(
            f"The array `x` in {file} must be uint8 of shape (n, height, width, 4) or (n, height, width)."
            f" Received: {x.dtype} of shape {x.shape}."
        )
    yield from x


@cli.command()
@click.option("--run", "run_id", help="The id of a finished run; the classifier in use when left out.")
@click.option("--against", metavar="ID", help='Compare with another finished run, or with "shipped".')
@click.option("--damage", metavar="KIND:STRENGTH", help="Damage the pictures first, such as blur:1.5.")
@click.option("--csv", "csv_file", type=_WRITTEN, help="Write all answers into a file, as a table.")
@click.option("--report", "report_file", type=_WRITTEN, help="Write a report into an HTML file that opens offline.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def evaluate(
    run_id: str | None,
    against: str | None,
    damage: str | None,
    csv_file: Path | None,
    report_file: Path | None,
    as_json: bool,
) -> None:
    """Measure a classifier on its test pictures: for digits, the 10,000 of MNIST."""
    from model.answers import answers_of
    from model.evaluation import compare, measure
    from model.report import answers_csv, report_html

    answers = answers_of(_folder(run_id), damage or "")
    result = measure(answers.probabilities, answers.labels)
    comparison = None
    if against:
        other = answers_of(_folder(None if against == "shipped" else against, versions.SHIPPED), damage or "")
        answers.must_fit(other)
        comparison = compare(answers.labels_read, other.labels_read, answers.labels)
    for file, made in ((csv_file, answers_csv), (report_file, report_html)):
        if file:
            _write(file, made(answers))
    if as_json:
        compared = {"against": {**dataclasses.asdict(comparison), "other": against}} if comparison else {}
        named = {"classifier": answers.card.get("name"), "damage": damage, "classes": answers.classes}
        click.echo(json.dumps({**named, **dataclasses.asdict(result), **compared}))
        return
    low, high = result.accuracy_interval
    click.echo(f"{answers.name}: accuracy {result.accuracy:.2%} (95 % interval {low:.2%} to {high:.2%}),"
               f" loss {result.loss:.4f}, calibration error {result.calibration_error:.4f}")  # fmt: skip
    wide = max(5, *map(len, answers.classes))
    click.echo(f"{'class':>{wide}}  precision  recall      F1  pictures")
    for name, row in zip(answers.classes, result.per_class, strict=True):
        click.echo(
            f"{name:>{wide}}{row['precision']:>11.2%}{row['recall']:>8.2%}{row['f1']:>8.2%}{row['support']:>10,}"
        )
    if comparison:
        click.echo(
            f"Against {against}: both right {comparison.both:,}, only this one {comparison.only_first:,},"
            f" only the other {comparison.only_second:,}, neither {comparison.neither:,}. {comparison.in_words()}"
        )


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"{file} cannot be written ({error.strerror}). Name a file in a folder that exists."
        ) from error


def _folder(run_id: str | None, otherwise: Path | None = None) -> Path:
    """Return the folder of a run; without one, another folder, or that of the classifier in use."""
    return runs.find(run_id).folder if run_id else otherwise or versions.current()


def _classifier(run_id: str | None) -> Classifier:
    """Return the classifier of a run; without one, that in use."""
    return Classifier.load(_folder(run_id))


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
def convert(folder: Path) -> None:
    """Let the classifier in FOLDER, trained by version 0.3 or earlier, answer again. The pages do so by themselves."""
    from model.export import convert as converted

    converted(folder)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
def index(folder: Path) -> None:
    """Put beside the classifier in FOLDER what “Look inside” looks up: nearest and most exciting pictures."""
    from model.explanation import Anatomy
    from model.neighbours import Excitement, Index, kept_at

    classifier = Classifier.load(folder)
    anatomy, config = Anatomy.of(classifier, folder), TrainingConfig(validation_split=0.0)
    for old in (*folder.glob("*-neighbours.npz"), *folder.glob("*-excitement.npz")):
        old.unlink()
    Index(anatomy, training_pictures(config), folder)
    Excitement(anatomy, test_pictures(config), folder)
    for what in ("neighbours", "excitement"):
        beside, cached = kept_at(folder, classifier.card, what)
        shutil.copyfile(cached, beside)


@cli.command()
@click.argument("file", type=_WRITTEN)
@click.option("--data", type=click.Choice(tuple(DATA)), default="mnist", show_default=True)
@click.option("--pictures", default="", help="The id of own pictures.")
@click.option("--count", type=click.IntRange(1, 100), default=6, show_default=True)
def augment(file: Path, data: str, pictures: str, count: int) -> None:
    """Write some training pictures, `before` and `after` augmentation, into an .npz FILE."""
    from model.augmentation import preview

    before, after = preview(TrainingConfig(data="pictures" if pictures else data, pictures=pictures), count)
    files.replace(file, lambda path: np.savez(path, before=before, after=after))


@cli.command("fetch-cifar10")
@click.argument("file", type=_WRITTEN)
def fetch_cifar10(file: Path) -> None:
    """Unpack CIFAR-10 into an .npz FILE; Keras downloads it when it can."""
    from model import datasets

    datasets.fetch_cifar10(file)


@cli.command("fetch-mnist")
def fetch_mnist() -> None:
    """Download MNIST again, when model/data/mnist.npz was lost."""
    from model import datasets

    datasets.fetch_mnist()
    click.echo(f"Written: {datasets.MNIST_PATH}")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; bad input is one sentence and exit code 2."""
    try:
        cli.main(arguments, prog_name="python -m model", standalone_mode=False)
    except click.ClickException as error:
        click.echo(f"Error: {error.format_message()}", err=True)
        sys.exit(2)
    except InklingError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)
    except click.Abort:
        sys.exit(130)


if __name__ == "__main__":
    main()
