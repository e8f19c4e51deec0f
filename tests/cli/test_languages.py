"""Promises of the language that the command line speaks: that of who types, except in what programs read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from model.cli import helps
from model.cli.main import cli, main
from model.config import PRESETS
from model.languages import translation
from model.runs import groups, store
from model.runs.state import State
from model.storage.paths import ROOT

VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read Chinese."""
    monkeypatch.setattr(translation, "_reader", lambda: "zh_CN")


def typed(*arguments: str, **said: str) -> subprocess.CompletedProcess[str]:
    """Return what a command comes to for somebody whose environment says a language."""
    others = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    command = [sys.executable, "-m", "model", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env={**others, **said}, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_table_is_chinese_and_its_columns_stand_below_one_another(
    chinese: None, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["networks"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "two-conv: 两个卷积，一个输出的全连接层：大多数教程里的网络。"
    assert lines[1].startswith("  卷积，32 个 3x3 卷积核，ReLU")
    layers = lines[1 : lines.index("", 1) - 1]
    assert layers[-1].startswith("  参数")
    wide = {sum(2 if "\u2e80" < sign < "\uffef" else 1 for sign in line) for line in layers}
    assert len(wide) == 1


@pytest.mark.parametrize("said", [{"LANGUAGE": "zh_CN"}, {"LANGUAGE": "zh-TW"}, {"LANG": "zh_CN.UTF-8"}])
def test_help_is_chinese_that_of_click_too(said: dict[str, str]) -> None:
    done = typed("evaluate", "--help", **said)
    assert done.stdout.startswith("用法")
    assert "用测试图片给分类器评分" in done.stdout
    assert "显示这段说明" in done.stdout
    assert "Show this" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["train", "--epochs", "0"], "错误：epochs 必须是 1 到 200 的整数。收到的是 0。\n"),
        (["dance"], "错误：没有 'dance' 这个命令。 是不是 'race'？\n"),
    ],
)
def test_error_is_chinese_with_exit_code_2(arguments: list[str], sentence: str) -> None:
    done = typed(*arguments, LANGUAGE="zh_CN")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", sentence)


def test_language_that_is_not_spoken_is_english() -> None:
    assert typed("train", "--epochs", "0", LANG="de_DE.UTF-8").stderr.startswith("Error: epochs must be")


def test_what_programs_read_is_english(chinese: None, capsys: pytest.CaptureFixture[str]) -> None:
    run = store.create(PRESETS["fast"])
    run.write_state(State("paused", "paused-before", {}))
    damaged = store.create(PRESETS["fast"])
    (damaged.folder / "config.json").write_text("{}}")
    main(["runs", "--json"])
    said = json.loads(capsys.readouterr().out)
    assert {each["message"][:6] for each in said} == {"Paused", "The ru"}
    main(["runs"])
    printed = capsys.readouterr().out
    assert "训练开始前就暂停了。" in printed
    assert "已暂停" in printed


def test_member_of_a_group_has_a_name_in_any_language(chinese: None) -> None:
    group = groups.Group("1", "folds", {"3": "none"})
    assert group.label("3") == "第 3 折"
    assert str(group.words("3")) == "Fold 3"


@pytest.mark.parametrize("sentence", [*helps.OF_CLICK])
def test_sentences_of_click_are_those_that_click_says(sentence: str) -> None:
    """Where this fails, click says it otherwise now: `model.cli.helps.OF_CLICK`."""
    folder, written = Path(click.__file__).parent, sentence.encode("unicode_escape").decode()
    assert any(written in path.read_text(encoding="utf-8") for path in folder.glob("*.py"))


def test_every_command_has_a_help() -> None:
    assert all(helps.paragraphs(command)[0] for command in helps.within(cli))
