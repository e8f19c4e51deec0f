"""Promises of `ui.resources`."""

from __future__ import annotations

from model.config import PRESETS
from model.people.visitor import TEACHER
from model.runs import store
from model.versions import actions, published
from tests.classifiers import lend_shipped
from ui import resources


def test_networks_of_one_minute_can_be_told_apart_and_keep_their_labels() -> None:
    folders = [store.create(PRESETS["fast"]).folder for _ in range(3)]
    for folder in folders[:2]:
        lend_shipped(folder)
    before = {folder: network.name for folder, network in resources.networks().items()}
    assert list(before) == [published.SHIPPED, folders[1], folders[0]]
    assert len(set(before.values())) == 3
    lend_shipped(folders[2])
    after = {folder: network.name for folder, network in resources.networks().items()}
    assert len(set(after.values())) == 4
    assert before.items() <= after.items()


def test_name_that_was_given_to_inklings_network_is_in_the_lists() -> None:
    actions.rename(0, "Our teacher's pick", TEACHER)
    assert resources.networks()[published.SHIPPED].name == "Our teacher's pick"


def test_damaged_network_harms_no_other() -> None:
    run = store.create(PRESETS["fast"])
    lend_shipped(run.folder)
    (run.folder / "card.json").write_text("{}")
    assert list(resources.networks()) == [published.SHIPPED]
