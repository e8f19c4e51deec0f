"""Promises of the one place that TensorFlow comes from."""

from __future__ import annotations

import gc

import pytest

from model.runtime import backend


def test_garbage_is_not_sought_in_what_is_imported_and_in_all_else_as_before() -> None:
    frozen = gc.get_freeze_count()
    with backend._nothing_is_garbage():
        assert not gc.isenabled()
        imported = [[number] for number in range(1000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= frozen + len(imported)


def test_garbage_is_sought_again_after_an_import_that_failed() -> None:
    with pytest.raises(ImportError), backend._nothing_is_garbage():
        raise ImportError
    assert gc.isenabled()
