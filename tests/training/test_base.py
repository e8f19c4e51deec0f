"""What a training begins with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.config import TrainingConfig
from model.errors import ClassifierError
from model.inference.weights import weights_in
from model.networks.layers import conv
from model.storage.paths import home
from model.training.fit import compiled_network
from model.versions.places import folder_of, named
from model.versions.published import SHIPPED
from tests.conftest import SMALL
from tests.teaching.classes import base_in


def test_training_begins_with_the_weights_of_its_base() -> None:
    base = base_in("one", SMALL)
    network = compiled_network(SMALL.replace(base="versions/one", seed=9), 100)
    assert all(map(np.array_equal, network.get_weights(), weights_in(base)))
    others = compiled_network(SMALL.replace(seed=9), 100).get_weights()
    assert not np.array_equal(network.get_weights()[0], others[0])


def test_base_of_other_layers_is_refused() -> None:
    base_in("one", SMALL)
    config = SMALL.replace(base="versions/one", layers=(conv(4, 3, strides=2),))
    with pytest.raises(ClassifierError, match="has other layers"):
        compiled_network(config, 100)


def test_base_that_is_gone_is_said() -> None:
    with pytest.raises(ClassifierError):
        compiled_network(SMALL.replace(base="runs/gone"), 100)


@pytest.mark.parametrize("name", ["", "runs", "runs/", "runs/..", "elsewhere/one", "../runs/one", "runs/a/b"])
def test_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(ClassifierError, match="to begin with"):
        folder_of(name)


def test_names_lead_back_to_their_folders(tmp_path: Path) -> None:
    for folder in (SHIPPED, home() / "runs" / "one", home() / "versions" / "two"):
        assert folder_of(named(folder)) == folder
    with pytest.raises(ClassifierError, match="to begin with"):
        named(tmp_path / "runs" / "one")


def test_settings_keep_their_base() -> None:
    assert TrainingConfig.from_json(SMALL.replace(base="shipped").to_json()).base == "shipped"
