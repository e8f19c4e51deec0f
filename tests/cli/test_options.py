"""Promises of the options that make a training."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from PIL import Image

from model.cli.main import main
from model.cli.options import Configured, training_options, write
from model.cli.training import train
from model.config import PRESETS, SETTINGS, Ingredient, TrainingConfig
from model.datasets import uploads
from model.datasets.registry import DATA_SETS, data_set
from model.errors import ConfigError
from model.runs import store
from model.training.script import keras_script
from tests.cli.refused import refused
from tests.datasets.pictures import more_digits


def test_training_begins_with_a_file_and_what_is_given_changes_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    config = PRESETS["one-conv"].replace(l2=0.01, seed=4)
    (tmp_path / "config.json").write_text(config.to_json())
    main(["script", "--config", str(tmp_path / "config.json"), "--epochs", "3"])
    assert capsys.readouterr().out == keras_script(config.replace(epochs=3))


OPTIONS = {option.name: option for option in train.params if isinstance(option, click.Option)}
BY_FILE = ("layers", "folds", "fold", "base")  # the folds also by `crossvalidate`, the base by `teach`


def test_every_setting_has_an_option() -> None:
    assert set(SETTINGS) - set(BY_FILE) <= set(OPTIONS)


@pytest.mark.parametrize("name", [name for name in SETTINGS if name not in BY_FILE])
def test_option_has_the_help_the_choices_and_the_bounds_of_its_setting(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    setting, option = SETTINGS[name], OPTIONS[name]
    assert option.help is not None
    assert option.help.startswith(setting.help)
    flag = option.opts[0]
    if setting.kind == "choice" or name == "data":
        assert isinstance(option.type, click.Choice)
        others: dict[str, list[str]] = {"network": [*PRESETS], "data": [*DATA_SETS]}  # "own" is by a file alone
        assert list(option.type.choices) == others.get(name, [*setting.choices])
        assert "none such" in refused(["train", flag, "none such"], capsys)
    elif setting.kind in ("whole", "number"):
        *_, least, _, most = option.help.removesuffix(".").replace(", at most", " to").split()
        assert (float(least), float(most)) == (setting.least, setting.most)
        for beyond in (setting.least - 1, setting.most + 1):
            number = f"{beyond:.0f}" if setting.kind == "whole" else str(beyond)
            assert f"{name} must be " in refused(["train", f"{flag}={number}"], capsys)
    else:
        assert option.is_flag == (setting.kind == "switch")
        assert option.multiple == (setting.kind == "list")
    assert store.all_runs() == []


def made_by(*arguments: str) -> TrainingConfig:
    """Return the config that arguments make."""
    made: list[TrainingConfig] = []

    @click.command()
    @training_options
    def keep(configured: Configured) -> None:
        made.append(configured())

    keep.main(list(arguments), standalone_mode=False)
    return made[0]


def test_options_that_are_left_out_are_as_in_the_preset_of_the_network() -> None:
    assert made_by() == PRESETS["two-conv"]
    assert made_by("--network", "binary", "--width", "0.5") == PRESETS["binary"].replace(width=0.5)
    assert made_by("--augmentation", "--validation-split", "0") == TrainingConfig(augmentation=True, validation_split=0)


def test_data_sets_are_mixed_with_a_share_or_wholly(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("more", "most"):
        monkeypatch.setitem(DATA_SETS, name, more_digits(name))
    config = made_by("--network", "fast", "--mix", "more:0.5", "--mix", "most", "--seed", "3")
    assert config == PRESETS["fast"].replace(mixed=(Ingredient("more", 0.5), Ingredient("most", 1.0)), seed=3)


@pytest.fixture
def pets(tmp_path: Path) -> str:
    """Return the path of a folder with own pictures."""
    for label, color in (("cats", "red"), ("dogs", "blue")):
        (tmp_path / "Pets" / label).mkdir(parents=True)
        for number in range(6):
            Image.new("RGB", (9, 7 + number), color).save(tmp_path / "Pets" / label / f"{number}.png")
    return str(tmp_path / "Pets")


def test_own_pictures_are_imported_from_a_folder_or_named_by_their_id(pets: str) -> None:
    by_folder = made_by("--pictures", pets)
    assert uploads.is_id(by_folder.data)
    assert data_set(by_folder.data).classes == ("cats", "dogs")
    assert made_by("--pictures", by_folder.data) == by_folder


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["script", "--data", "mnist"], "Choose one of --data and --pictures."),
        (["script", "--epochs", "0"], "epochs must be "),
        (["script", "--config", "missing.json"], "There is no readable file missing.json."),
        (["train", "--run", "runs/some"], "--run takes its settings from the folder; leave the other options out."),
        (["race", "--optimizers", "adam", "--seeds", "3"], "Choose one of --optimizers, --remedies, --seeds and "),
        (["race", "--ready", "optimizers"], "--ready has its own settings; leave the other options out."),
        (["race", "--optimizers", "bogus"], "Unknown 'bogus'."),
        (["race", "--remedies", "bogus"], "Unknown 'bogus'."),
    ],
)
def test_what_is_refused_has_stored_no_pictures(
    arguments: list[str], sentence: str, pets: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sentence in refused([*arguments, "--pictures", pets], capsys)
    assert uploads.all_sets() == []


SHORT = ["train", "--network", "shipped", "--epochs", "1", "--share", "0.002"]
LINE = '{"label": 1, "writer": "one", "strokes": [[[0, 0], [1, 1]]]}'


@pytest.mark.parametrize(
    ("content", "word"),
    [("", "holds no digit of pen strokes"), ("no strokes", "line 1 is not"), (LINE, "are of too few writers")],
)
def test_strokes_that_nobody_can_learn_from_are_refused(
    content: str, word: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "given").write_text(content)
    assert word in refused([*SHORT, "--strokes", str(tmp_path / "given")], capsys)
    assert store.all_runs() == []


def test_teacher_without_a_classifier_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    said = refused([*SHORT, "--teacher", str(tmp_path / "empty")], capsys)
    assert "The classifier in empty has no readable card." in said
    assert store.all_runs() == []


def test_link_stays_a_link_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "kept.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "kept.csv")
    write(tmp_path / "link.csv", lambda part: part.write_text("new"))
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "kept.csv").read_text() == "new"


def test_folder_is_no_file_to_write(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be written .*\. Name a file in a folder that exists"):
        write(tmp_path, lambda part: part.write_text("new"))
    assert tmp_path.is_dir()
