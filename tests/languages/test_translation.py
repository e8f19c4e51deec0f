"""Promises of which language is spoken, to whom, and of errors in it."""

from __future__ import annotations

import json
from datetime import datetime
from threading import Thread

import pytest

from model.cli.main import main
from model.errors import ConfigError, DataError
from model.languages import translation
from model.languages.joining import clauses, in_a_row, listed
from model.languages.percent import percent
from model.languages.translation import N_, SOURCE, _, match, ngettext, of_system, speaking
from model.runs.messages import fits, sentence, values_of
from ui.text import message
from ui.times import day_and_time

DOUBTFUL = (
    "The network is not sure of one digit: {number}. Do digits touch, or is one no digit?",
    "The network is not sure of {doubtful} digits: {number}. Do digits touch, or is one no digit?",
)


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whoever reads read Chinese."""
    monkeypatch.setattr(translation, "_reader", lambda: "zh_CN")


@pytest.mark.parametrize(
    ("tags", "language"),
    [
        *(("zh-CN", "zh_CN"), ("zh_CN.UTF-8", "zh_CN"), ("zh", "zh_CN"), ("ZH-hans", "zh_CN"), ("en-GB", "en")),
        *(("C.UTF-8", "en"), ("POSIX", "en"), ("de:zh_CN:en", "zh_CN"), ("de-AT", None), ("", None), ("../x", None)),
    ],
)
def test_language_is_matched_as_browsers_and_systems_name_it(tags: str, language: str | None) -> None:
    assert match(tags) == language


def test_command_line_follows_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert of_system() == SOURCE
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert of_system() == "zh_CN"
    monkeypatch.setenv("LC_ALL", "C")
    assert of_system() == SOURCE
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert of_system() == SOURCE


def test_sentences_come_in_the_language_of_who_reads(chinese: None) -> None:
    assert _("Draw a digit") == "写一个数字"
    assert ngettext(*DOUBTFUL, 1).format(doubtful=1, number="?") == ngettext(*DOUBTFUL, 3).format(
        doubtful=1, number="?"
    )
    assert percent(1.0) == "超过 99.9%"
    assert day_and_time(datetime(2026, 1, 7, 4, 5)) == "2026年1月7日 04:05"
    assert in_a_row("甲。", "", "乙。") == "甲。乙。"
    assert clauses(listed("甲", "乙"), "", listed("丙")) == "甲、乙；丙"


@pytest.mark.parametrize(
    "counted",
    [
        "test pictures of MNIST read right",
        "digits of the class read right, by writers that it never learned from",
    ],
)
def test_share_and_what_it_counts_beside_it_name_the_measure_once(counted: str, chinese: None) -> None:
    assert _("{right:,} of {all:,}").endswith("张")
    assert _(counted)[0] not in "张个"


def test_choice_to_compare_with_no_network_reads_alike_on_both_pages(chinese: None) -> None:
    assert _("no other network") == _("No other network") == "不和别的网络比"


def test_english_needs_no_catalogue() -> None:
    assert [ngettext(*DOUBTFUL, count) for count in (1, 2)] == list(DOUBTFUL)
    assert day_and_time(datetime(2026, 1, 7, 4, 5)) == "2026-01-07 04:05"
    assert in_a_row("One.", "", "Two.", "Three.") == "One. Two. Three."
    assert in_a_row("", "") == listed() == ""
    assert clauses(listed("a", "b", "c"), "d") == "a, b, c; d"


def test_language_that_is_given_is_spoken_in_this_thread_alone_and_until_the_end(chinese: None) -> None:
    said: list[str] = []
    with speaking("en"):
        assert _("Draw a digit") == "Draw a digit"
        other = Thread(target=lambda: said.append(_("Draw a digit")))
        other.start()
        other.join()
    assert [*said, _("Draw a digit")] == ["写一个数字"] * 2


def test_error_is_told_to_its_reader_and_logged_in_english(chinese: None) -> None:
    inner = DataError("gone", "There is no file {file}.", file="a{b}.zip")
    error = ConfigError("no-fit", "{first} {then}", first=inner, then=N_("Camera"))
    assert error.in_words() == "没有文件 a{b}.zip。摄像头"
    assert str(error) == "There is no file a{b}.zip. Camera"
    assert message(inner) == "没有文件 a{b}.zip。"
    typed = ConfigError("no-fit", "{first} {then}", first="Camera", then=1)
    assert typed.in_words() == "Camera1"  # typed by somebody: a name, no word of ours


def test_what_is_stored_of_an_error_is_put_into_words_where_it_is_shown(
    chinese: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = DataError("gone", "There is no file {file}.", file="a")
    error = ConfigError("no-fit", "{first} {then}", first=inner, then=N_("Camera"))
    stored = json.loads(json.dumps(values_of(error)))
    assert "没有" not in str(stored)
    assert sentence(error.reason, stored) == "没有文件 a。摄像头"
    monkeypatch.setattr(translation, "_reader", lambda: "en")
    assert sentence(error.reason, stored) == str(error)


@pytest.mark.parametrize(
    "values", [{}, {"source": "{x}"}, {"source": "{x}", "x": {}}, {"source": "{x}", "x": {"sentence": [], "values": 3}}]
)
def test_stored_values_that_are_damaged_do_not_fit(values: dict[str, object]) -> None:
    assert not fits("no-fit", values)


def test_bad_input_on_the_command_line_is_told_in_the_readers_language(
    chinese: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["evaluate", "--run", "nobody"])
    assert capsys.readouterr().err.startswith("错误：没有这次训练")
