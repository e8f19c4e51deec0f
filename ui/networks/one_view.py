"""One network: whom it answers, how good it is, where it comes from, its card, notes, and another one beside it.

Knows versions. Does not know which one answers (see `choosing`), or what a card says (see `card_view`).
"""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from model.errors import VersionError
from model.evaluation import on_mnist
from model.exchange.inkling_file import is_imported
from model.languages.translation import _
from model.versions import registry
from model.versions.registry import Version
from ui import faults, html, version_names
from ui.networks import beside, card_view, choosing, figures, going, home, notes_view
from ui.text import plain

_FIGURE = Markup("<div><dt>{}</dt><dd>{}</dd></div>")


def show(version: Version) -> None:
    """Show a network.

    Raises:
        ClassifierError: its card is damaged.
        DatabaseError: what is known of it cannot be read.
    """
    with st.container(key="back"):
        st.button(
            _("All networks"), key="networks-all", type="tertiary", icon=":material/arrow_back:", on_click=going.back
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(plain(version_names.numbered(version)), anchor=False, width="content")
        notes_view.offer_name(version)
        notes_view.offer_deletion(version)
    faults.show_kept("networks")
    _show_figures(version)
    choosing.show_choices(version)
    left, right = st.columns(2, gap="large")
    with left:
        _show_lineage(version)
        card_view.show(version)
    with right:
        beside.show(version)
        home.show(version)
        notes_view.show(version)


def _show_figures(version: Version) -> None:
    """Show the two figures, large; the first can be counted where nobody has."""
    counted = {
        _("test pictures of MNIST read right"): figures.mnist(version),
        _("digits of the class read right, by writers that it never learned from"): figures.of_class(version),
    }
    shown = [_FIGURE.format(said, share) for said, share in counted.items() if share]
    if shown:
        html.show(Markup('<dl class="ink-class-figures ink-version-figures">{}</dl>').format(html.together(*shown)))
    if figures.mnist(version):
        return
    if st.button(_("Test it on MNIST"), key=f"mnist-{version.number}", icon=":material/query_stats:"):
        with faults.shown():
            with st.spinner(_("The network reads its test pictures …")):
                on_mnist.measure(version.number)
            st.rerun()


def _show_lineage(version: Version) -> None:
    """Show from which networks it came, one after the other, each of which can be opened; and what it learned."""
    numbers = registry.lineage(version.number)
    st.subheader(_("Where it comes from"), anchor=False)
    if is_imported(version.folder):
        st.markdown(_("It was brought from another Inkling, and tested here. What it learned from, its file says."))
    elif len(numbers) == 1:
        st.markdown(_("It learned from the beginning."))
    else:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="lineage"):
            for number in numbers[:-1]:
                _show_ancestor(number)
                st.markdown("→", width="content")
            st.markdown(f"**{version.number}**", width="content")
    if learned := figures.learned(version):
        st.markdown(_("It learned {digits}.").format(digits=learned))
        st.caption(_("Set of digits: {export}").format(export=plain(version.export)))


def _show_ancestor(number: int) -> None:
    try:
        name = version_names.numbered(registry.find(number))
    except VersionError:  # in the bin, or gone for good
        st.markdown(_("{number} (deleted)").format(number=number), width="content")
        return
    st.button(plain(name), key=f"ancestor-{number}", type="tertiary", on_click=going.to, args=(number,))
