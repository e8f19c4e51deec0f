"""The options that make a training: one for each setting of a config, with its bounds and its help.

Knows the settings of `TrainingConfig`. Does not know what a command does with the config.
"""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from model.config import PRESETS, SETTINGS, TrainingConfig
from model.datasets import picture_import, uploads
from model.datasets.handwriting import check_strokes
from model.datasets.mixing import check
from model.datasets.registry import DATA_SETS
from model.errors import ConfigError, DataError
from model.inference.card import read_card
from model.languages.joining import in_a_row
from model.languages.translation import _
from model.networks.summary import rows
from model.people.visitor import TEACHER
from model.runs import actions
from model.settings import Setting
from model.storage import files

WRITTEN = click.Path(dir_okay=False, path_type=Path)
VERSION = click.IntRange(0, 2**31 - 1)  # the number of one

Configured = Callable[..., TrainingConfig]  # makes the config of the options, with settings that a command knows

_NOT_BY_OPTION = ("layers", "folds", "fold", "base")  # by a file of settings, by `crossvalidate` and by `teach`


def write(file: Path, make: Callable[[Path], object]) -> None:
    """Let `make` write the file that somebody named, in one step; a link or a pipe, such as /dev/stdout, as it is.

    Raises:
        ConfigError: it cannot be written.
    """
    try:
        if file.is_symlink() or (file.exists() and not file.is_file()):
            make(file)  # put in its place, a file would end what it is
        else:
            files.replace(file, make)
    except OSError as error:
        raise ConfigError(
            "cannot-write-file",
            "{file} cannot be written ({fault}). Name a file in a folder that exists.",
            file=file,
            fault=error.strerror,
        ) from error


def make_folder(folder: Path) -> None:
    """Make the folder that somebody named to write into.

    Raises:
        ConfigError: it cannot be made, or nothing can be written into it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ConfigError(
            "cannot-write-folder",
            "Nothing can be written into {folder} ({fault}). Name another folder.",
            folder=folder,
            fault=error.strerror,
        ) from error


def training_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that make a training; it gets `configured`.

    A command calls that once, when it has refused all that it refuses itself: own pictures are imported by it.
    """

    @functools.wraps(command)
    def with_config(config: Path | None, pictures: str | None, **given: Any) -> None:
        options = {name: given.pop(name) for name in OPTIONS}
        chosen = {name: value for name, value in options.items() if value not in (None, ()) and value is not False}
        if pictures and "data" in chosen:
            raise click.UsageError(_("Choose one of --data and --pictures."))

        def configured(**known: Any) -> TrainingConfig:
            return _config(config, pictures, {**chosen, **known})

        command(configured=configured, **given)

    decorated: Callable[..., None] = with_config
    for option in reversed([_file, _pictures, *OPTIONS.values()]):
        decorated = option(decorated)
    return decorated


def settings_given() -> list[str]:
    """Return the names of the options that were given on the command line."""
    context = click.get_current_context()
    names = (*OPTIONS, "config", "pictures")
    return [name for name in names if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE]


def _option(name: str, setting: Setting) -> Callable[..., Any]:
    """Return the option of a setting."""
    flag, sentence = f"--{name.replace('_', '-')}", _(setting.help)
    match name:
        case "network":
            return click.option(flag, type=click.Choice(tuple(PRESETS)), help=sentence)
        case "data":
            return click.option(flag, type=click.Choice(tuple(DATA_SETS)), help=sentence)
        case "mixed":
            return click.option(
                "--mix", "mixed", multiple=True, metavar="DATA:SHARE", callback=_ingredients, help=sentence
            )
        case "strokes":
            file = click.Path(exists=True, dir_okay=False, resolve_path=True)
            return click.option(flag, multiple=True, type=file, help=in_a_row(sentence, _("Several can be given.")))
        case "teachers":
            folder = click.Path(exists=True, file_okay=False, resolve_path=True)
            return click.option(
                "--teacher", name, multiple=True, type=folder, help=in_a_row(sentence, _("Several can be given."))
            )
    match setting.kind:
        case "choice":
            return click.option(flag, type=click.Choice(tuple(setting.choices)), help=sentence)
        case "switch":
            return click.option(flag, is_flag=True, help=sentence)
        case "whole":
            return click.option(flag, type=int, help=_bounded(sentence, _("{least:.0f} to {most:.0f}."), setting))
        case _:
            bounds = _("More than {least:g}, at most {most:g}.") if setting.above_least else _("{least:g} to {most:g}.")
            return click.option(flag, type=float, help=_bounded(sentence, bounds, setting))


def _bounded(sentence: str, bounds: str, setting: Setting) -> str:
    return in_a_row(sentence, bounds.format(least=setting.least, most=setting.most))


def _ingredients(
    context: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> tuple[dict[str, object], ...]:
    """Return data sets that are mixed in, each given as DATA or DATA:SHARE."""
    found: list[dict[str, object]] = []
    for each in given:
        name, _sign, share = each.partition(":")
        try:
            found.append({"data": name, "share": float(share or 1)})
        except ValueError as error:
            raise click.BadParameter(
                _("Give DATA:SHARE, such as mnist:0.5. Received: {given!r}.").format(given=each)
            ) from error
    return tuple(found)


_file = click.option(
    "--config", type=click.Path(path_type=Path), help=_("Begin with the settings in a JSON file.")
)  # fmt: skip
_pictures = click.option(
    "--pictures", help=_("Own pictures: a zip, a folder with a sub-folder a class, or the id of a set.")
)
OPTIONS = {name: _option(name, setting) for name, setting in SETTINGS.items() if name not in _NOT_BY_OPTION}


def _config(file: Path | None, pictures: str | None, given: dict[str, Any]) -> TrainingConfig:
    if file is None:
        config = PRESETS[given.get("network", "two-conv")].replace(**given)
    else:
        try:
            config = TrainingConfig.from_json(files.read_text(file)).replace(**given)
        except (OSError, ValueError) as error:
            raise ConfigError(
                "no-config-file", "There is no readable file {file}. Name a config.json.", file=file
            ) from error
    if pictures:
        config = config.replace(data=_picture_set(pictures))
    data = check(config)
    # What cannot work is said before anything is written.
    rows(config.all_layers(len(data.classes)), data.shape)
    check_strokes(config)
    for teacher in config.teachers:
        read_card(Path(teacher))
    return config


def _picture_set(given: str) -> str:
    """Return the id of own pictures: those of a zip or a folder are imported."""
    path = Path(given)
    if not path.exists():
        if not (uploads.is_id(given) or given in DATA_SETS):
            raise DataError(
                "no-pictures-there",
                "There is no file or folder {path}, nor own pictures of that id. Name a zip or a folder that exists.",
                path=path,
            )
        return given
    is_folder = path.is_dir()
    pictures = picture_import.import_folder(path) if is_folder else picture_import.import_zip(path, path.stem)
    for left_out in pictures.left_out:
        click.echo(_("Left out: {file}").format(file=left_out), err=True)
    if pictures.remark:
        click.echo(pictures.remark, err=True)
    return actions.add_pictures(pictures, TEACHER)
