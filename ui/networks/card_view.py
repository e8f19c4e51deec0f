"""The card of a network, in words.

Knows cards. Does not know versions' numbers and names.
"""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from model.errors import ConfigError
from model.inference.card import Card, read_card
from model.languages.translation import _
from model.networks.layers import Layer
from model.networks.summary import rows
from model.versions.registry import Version
from ui import html
from ui.networks import figures
from ui.times import duration

_ROW = Markup('<tr><th scope="row">{}</th><td>{}</td></tr>')


def show(version: Version) -> None:
    """Show it; raises ClassifierError where it is damaged."""
    card = read_card(version.folder)
    st.subheader(_("Its card"), anchor=False)
    measured = card.figures
    said = {
        _("Network"): card.title,
        _("Parameters"): _parameters(card),
        _("Made"): figures.made(version),
        _("Trained for"): duration(measured.training_seconds),
        _("Its own test"): _("{share:.2%} of {pictures:,} pictures right").format(
            share=measured.test_accuracy, pictures=measured.test_pictures
        ),
        _("Not sure below"): f"{card.threshold:.0%}",
        _("Pictures"): html.together(
            *(Markup("<div>{} – {}</div>").format(each.name, each.licence) for each in card.data)
        ),
    }
    table = [_ROW.format(name, value) for name, value in said.items() if value]
    html.show(Markup('<table class="ink-version">{}</table>').format(html.together(*table)))


def _parameters(card: Card) -> str:
    try:
        layers = [Layer.from_dict(each) for each in card.layers]
        return f"{sum(row.parameters for row in rows(layers, card.input_shape)):,}" if layers else ""
    except (ConfigError, ValueError, TypeError):  # of version 0.3, or damaged
        return ""
