"""Promises of what the page Evaluate gives to take home."""

from __future__ import annotations

import pytest

from model.evaluation.predictions import predictions_of
from model.evaluation.report import predictions_csv
from model.versions import published
from ui.evaluate import download


@pytest.mark.usefixtures("shipped_predicted")
def test_table_begins_with_the_mark_by_which_excel_knows_utf_8() -> None:
    predictions = predictions_of(published.SHIPPED)
    assert download._table(predictions).encode() == b"\xef\xbb\xbf" + predictions_csv(predictions).encode()
