"""Promises of the commands that take networks home and bring them back."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.cli.main import cli, main
from model.exchange import formats
from model.versions import registry
from tests.cli.refused import refused
from tests.exchange.conftest import in_this_process

__all__ = ["in_this_process"]


@pytest.mark.slow
@pytest.mark.usefixtures("in_this_process")
def test_version_goes_out_and_comes_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "shipped.inkling"
    main(["export", "0", str(file), "--as", "inkling"])
    assert capsys.readouterr().out == f"Written: {file}\n"
    main(["import", str(file)])
    right, total = registry.find(1).figures["mnist"]
    assert f"Version 1 is here. It reads {right:,} of the {total:,}" in capsys.readouterr().out
    main(["export", "1", str(tmp_path / "again.inkling"), "--as", "inkling"])
    assert (tmp_path / "again.inkling").stat().st_size > 100_000


def test_run_and_form_that_are_not_there_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(tmp_path / "x")
    assert "There is no version 7" in refused(["export", "7", file, "--as", "inkling"], capsys)
    assert "is not in the range" in refused(["export", "9" * 26, file, "--as", "page"], capsys)
    assert "There is no run 'gone'" in refused(["export", "gone", file, "--as", "inkling"], capsys)
    assert "--as" in refused(["export", "0", file, "--as", "pickle"], capsys)
    assert "Choose from: page, litert, onnx," in refused(["export", "0", file], capsys)
    assert list(tmp_path.glob("x*")) == []


def test_form_that_needs_more_says_how_to_add_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    said = refused(["export", "0", str(tmp_path / "x"), "--as", "onnx"], capsys)
    assert "`.venv/bin/pip install -r requirements-onnx.txt`" in said


def test_file_that_is_no_inkling_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x").write_bytes(b"text")
    assert "This is no Inkling file" in refused(["import", str(tmp_path / "x")], capsys)
    assert "gone" in refused(["import", str(tmp_path / "gone")], capsys)


def test_what_pages_let_a_process_do_is_not_offered(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])
    listed = capsys.readouterr().out
    assert "export" in listed
    assert not {"write-form", "rebuild"} & set(listed.split())
    assert {"write-form", "rebuild"} <= set(cli.commands)
