"""Commands that put files in order, set the passcode, and what the pages let a process of its own do.

Knows what needs Keras or takes minutes. Does not know who asks.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click
import numpy as np

from model.cli.options import WRITTEN, write
from model.config import TrainingConfig, config_of
from model.datasets import cifar10, mnist
from model.datasets.mixing import learned_pictures
from model.datasets.registry import data_set
from model.inference.classifier import Classifier
from model.languages.translation import _
from model.people.visitor import TEACHER
from model.runs import snapshots, store


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def convert(folder: Path) -> None:
    """Let the classifier in FOLDER, trained by version 0.3 or earlier, answer again. The pages do so by themselves."""
    from model.training.export import convert as converted

    converted(folder)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def index(folder: Path) -> None:
    """Put beside the classifier in FOLDER what “Look inside” looks up: nearest pictures, top activations, snapshots.

    The snapshots are a few of those of the run that it came from, where that run is below INKLING_HOME.
    """
    from model.explanation.inspector import NetworkInspector
    from model.explanation.kept import kept_at
    from model.explanation.neighbours import Index
    from model.explanation.top_activations import TopActivations

    classifier = Classifier.load(folder)
    inspector, config = NetworkInspector.of(classifier, folder), config_of(folder, classifier.card)
    for old in (*folder.glob("*-neighbours.npz"), *folder.glob("*-top-activations.npz")):
        old.unlink()
    Index(inspector, learned_pictures(config), folder)
    TopActivations(inspector, data_set(config.data).test(), folder)
    for what in ("neighbours", "top-activations"):
        beside, cached = kept_at(folder, classifier.card, what)
        shutil.copyfile(cached, beside)
    for run in store.all_runs():
        card = run.card()
        if card and card.fingerprint == classifier.card.fingerprint and run.folder.resolve() != folder.resolve():
            snapshots.ship(run.folder, folder, card.best_epoch)
            return
    click.echo(_("The run that it came from is not below INKLING_HOME: its snapshots stay as they are."), err=True)


@click.command()
@click.argument("file", type=WRITTEN)
@click.option("--data", default="mnist", show_default=True, help=_("The id of a data set, or of own pictures."))
@click.option("--count", type=click.IntRange(1, 100), default=6, show_default=True)
def augment(file: Path, data: str, count: int) -> None:
    """Write some training pictures, `before` and `after` augmentation, into an .npz FILE."""
    from model.training.augmentation import preview

    before, after = preview(TrainingConfig(data=data), count)
    write(file, lambda path: np.savez(path, before=before, after=after))


@click.command("fetch-cifar10")
@click.argument("file", type=WRITTEN)
def fetch_cifar10(file: Path) -> None:
    """Unpack CIFAR-10 into an .npz FILE; Keras downloads it when it can."""
    cifar10.fetch_cifar10(file)


@click.command("fetch-mnist")
def fetch_mnist() -> None:
    """Download MNIST again, when model/data/mnist.npz was lost."""
    mnist.fetch_mnist()
    click.echo(_("Written: {file}").format(file=mnist.MNIST_PATH))


@click.command()
def passcode() -> None:
    """Set the passcode by which the teacher comes in on another device, at the address /teacher.

    It is asked for twice; where the input is no terminal, its first line is the passcode. Who came in by the one before
    comes in no more.
    """
    from model.people.passcode import set_passcode  # brings what hashes

    if sys.stdin.isatty():
        chosen = click.prompt(_("Passcode"), hide_input=True, confirmation_prompt=_("Once more"))
    else:
        chosen = sys.stdin.buffer.readline().decode(errors="replace")
    set_passcode(chosen, TEACHER)
    click.echo(_("The passcode is set. On another device, the teacher types it at /teacher."))
