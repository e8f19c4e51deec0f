"""Promises of the glossary: each term is told in plain words with an example, and pages name only terms that it has."""

from __future__ import annotations

import re

import pytest

from model.languages import translation
from model.languages.translation import LANGUAGES
from model.storage.paths import ROOT
from ui import glossary_pictures
from ui.evaluate import figures
from ui.glossary import TERMS

MUST_HAVE = (
    "kernel", "bias", "relu", "softmax", "occlusion", "grad-cam", "epoch", "batch", "loss", "accuracy", "precision",
    "recall", "f1", "calibration", "learning-rate", "optimizer", "dropout", "overfitting", "validation", "pooling",
    "convolution", "dense", "activation", "feature-map", "filter", "neuron", "logit", "cross-entropy",
)  # fmt: skip


def test_the_terms_of_the_field_are_there() -> None:
    assert set(MUST_HAVE) <= set(TERMS)


@pytest.mark.parametrize("name", TERMS)
def test_a_term_is_told_in_short_whole_sentences_with_an_example(name: str) -> None:
    _, sentence, example = TERMS[name]
    for text in (sentence, example):
        assert re.fullmatch(r"[-A-Z0-9].*[.?”]", text)
        assert max(len(part.split()) for part in re.split(r"[.?:;]\s", text)) <= 32
    assert len(sentence) < 220


def test_every_term_stands_where_pages_use_it() -> None:
    calls = [
        re.findall(r'"([a-z0-9-]+)"', named)
        for file in (ROOT / "ui").rglob("*.py")
        for named in re.findall(r"glossary\.terms\(([^*)]*)\)|_TERMS = (.*)", file.read_text(encoding="utf-8"))
        for named in named
    ]
    named = {name for call in calls for name in call} | set(figures._SENTENCES)
    assert set(TERMS) <= named
    assert named <= {*TERMS, "convolution", "pooling"}


def test_a_picture_says_what_it_shows_and_belongs_to_a_term() -> None:
    drawn = [name for name in TERMS if glossary_pictures.picture(name)]
    assert len(drawn) >= 15
    assert set(drawn) == set(glossary_pictures._DRAWN)
    for name in drawn:
        assert re.search(r'alt="[^"]{15,}"', glossary_pictures.picture(name))


def test_a_picture_is_told_to_each_reader_in_the_own_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is drawn once for all, its words are not."""
    told = set()
    for language in (*LANGUAGES, *LANGUAGES):
        monkeypatch.setattr(translation, "_reader", lambda chosen=language: chosen)
        told.add(glossary_pictures.picture("kernel"))
    assert len(told) == len(LANGUAGES)
