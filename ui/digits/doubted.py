"""Digits whose label the network surely does not believe: worked out once for each, and kept in memory.

Knows the network that answers this visitor. Does not know which digits are on show.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from model.languages.percent import percent
from model.languages.translation import _
from model.samples import doubts, listing
from model.samples.listing import Listed
from model.samples.sample import Sample
from ui import resources

_MANY = 1000  # digits that take a noticeable time


class Doubt(NamedTuple):
    """What the network makes of a digit whose label is another one, 0 to 9, and how probable that is, 0 to 1."""

    answer: int
    confidence: float

    def in_words(self) -> str:
        """Return it as a sentence."""
        said = _("The network reads {answer} ({confidence}).")
        return said.format(answer=self.answer, confidence=percent(self.confidence))


def among(samples: Sequence[Listed]) -> dict[str, Doubt]:
    """Return the doubts about samples, by their ids; none about the others.

    Raises:
        ClassifierError: the network is damaged.
        DatabaseError: the pictures cannot be read.
    """
    classifier = resources.current_classifier()
    known = _known(classifier.card.fingerprint)
    new = [one for one in samples if (one.id, one.label) not in known]
    if new:
        with st.spinner(_("The network reads the digits, once …"), show_time=len(new) > _MANY):
            pictures = listing.images(one.id for one in new)
            asked = {Sample(one.label, one.writer, pictures[one.id]): one for one in new if one.id in pictures}
            doubted = {
                asked[sample].id: Doubt(answer, confidence)
                for sample, answer, confidence in doubts.looks_mislabelled(list(asked), classifier)
            }
        known |= {(one.id, one.label): doubted.get(one.id) for one in asked.values()}
    found = {one.id: known.get((one.id, one.label)) for one in samples}
    return {sample_id: doubt for sample_id, doubt in found.items() if doubt}


@st.cache_resource(show_spinner=False, max_entries=2)
def _known(fingerprint: str) -> dict[tuple[str, int], Doubt | None]:
    """Return what a network makes of the samples that it was asked about, by their ids and labels."""
    return {}
