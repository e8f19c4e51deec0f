"""Promise of what somebody typed: it is one line of what can be printed."""

from __future__ import annotations

import pytest

from model.languages.typed import one_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ada", "Ada"),
        ("  two\n\twords ", "two words"),
        ("\x07bell\u202eturned\0", "bellturned"),
        ("小明", "小明"),
        ("a" * 5 + " " + "b" * 100, "aaaaa bbbb"),
        ("ends at a space", "ends at a"),
        (" \n", ""),
    ],
)
def test_typed_text_is_one_line_of_what_can_be_printed(typed: str, kept: str) -> None:
    assert one_line(typed, 10) == kept
