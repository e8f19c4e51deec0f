"""Promises of remedies: each changes a training, once."""

from __future__ import annotations

import pytest

from model.config import PRESETS
from model.training.remedies import REMEDIES, applicable


@pytest.mark.parametrize("name", list(REMEDIES))
def test_remedy_changes_the_config_and_is_applicable_until_it_is_taken(name: str) -> None:
    remedy, config = REMEDIES[name], PRESETS["two-conv"].replace(share=0.25, width=0.2, validation_split=0)
    changed = remedy.applied(config)
    assert changed != config
    assert remedy.title
    assert remedy.sentence.endswith(".")
    assert name in applicable(config)
    assert remedy.applied(changed) == changed
    assert name not in applicable(changed)
    assert set(applicable(changed)) == set(REMEDIES) - {name}
