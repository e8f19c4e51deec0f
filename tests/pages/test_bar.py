"""Promises of the bar on every page: the pages, the network that answers, "Big"."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from model.inference.card import read_card
from model.runs.store import Run
from model.versions import published, registry
from tests.pages.app import button, html, page, texts
from ui import layout, session


@pytest.mark.parametrize("name", layout.PAGES)
def test_every_page_leads_to_every_page(name: str) -> None:
    links = [link.proto for link in page(name).get("page_link")]
    assert [link.label for link in links[: len(layout.PAGES)]] == [label for label, _ in layout.PAGES.values()]


def test_bar_says_which_network_answers() -> None:
    app, card = page("app.py"), read_card(published.SHIPPED)
    label = popover(app)
    assert card.name in label
    assert f"{card.figures.test_accuracy:.1%}" in label
    assert f"{card.figures.test_accuracy:.2%}" in texts(app)
    assert card.created in texts(app)


def test_network_that_one_visitor_chooses_answers_this_visitor_alone(finished: Run) -> None:
    rename(finished.folder / "card.json", "Another network")
    mine, other = page("app.py"), page("app.py")
    mine.session_state[session.NETWORK] = finished.folder
    assert "Another network" in popover(mine.run())
    assert "Another network" in popover(mine.switch_page("pages/evaluate.py").run())
    assert "Another network" not in popover(other.run())
    assert published.current() == published.SHIPPED


def test_network_of_a_visitor_that_is_gone_gives_way_to_the_one_for_all(finished: Run) -> None:
    app = page("app.py")
    app.session_state[session.NETWORK] = finished.folder / "gone"
    assert not app.run().exception
    assert read_card(published.SHIPPED).name in popover(app)


def test_list_of_networks_says_their_numbers(finished: Run) -> None:
    rename(finished.folder / "card.json", "Another network")
    registry.rename(registry.register(finished.folder).number, "Of *Friday*")
    app = page("app.py")
    app.session_state["answering"] = True  # it is opened
    app.run()
    figure = f"{read_card(published.SHIPPED).figures.test_accuracy:.1%}"
    (networks,) = [each for each in app.selectbox if each.key == "answering-network"]
    assert networks.options == [f"Inkling's network · {figure}", f"1 · Of *Friday* · {figure}"]


def test_page_is_large_after_one_press_and_small_after_another() -> None:
    app = page("app.py")
    assert "24px" not in html(app)
    button(app, "Big").click().run()
    assert "24px" in html(app)
    button(app, "Big").click().run()
    assert "24px" not in html(app)


def popover(app: AppTest) -> str:
    """Return what the button says that opens the choice of the network."""
    label: str = app.get("popover")[0].proto.popover.label
    return label


def rename(card: Path, name: str) -> None:
    """Give the network of a card another name."""
    card.write_text(json.dumps(json.loads(card.read_text(encoding="utf-8")) | {"name": name}), encoding="utf-8")
