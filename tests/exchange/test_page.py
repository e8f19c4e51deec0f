"""Promises of the page that is taken home, as a file: small, whole, in the reader's language, harmless."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import html
import json
import re
from pathlib import Path

import numpy as np
import pytest

from model.errors import ClassifierError, VersionError
from model.exchange import page as pages
from model.exchange.page import page
from model.exchange.page_network import page_network
from model.inference.card import WEIGHTS, read_card, write_card
from model.inference.classifier import Classifier
from model.inference.weights import weights_in
from model.languages.translation import speaking
from model.networks.layers import Layer, conv, dense
from model.networks.zoo import NETWORKS, complete
from model.storage.paths import ROOT
from model.versions.published import SHIPPED
from tests.classifiers import OUTPUT, lend_shipped, network_with_any_weights, write_classifier
from ui import theme

SHAPE = (28, 28, 1)


def of_any_weights(folder: Path, body: tuple[Layer, ...]) -> Path:
    """Write a classifier of these layers and the last one, and return its folder."""
    layers = complete(body, OUTPUT)
    write_classifier(folder, network_with_any_weights(layers, SHAPE), layers)
    return folder


def text_of(folder: Path = SHIPPED) -> str:
    return page(folder).decode()


def test_page_of_the_shipped_network_has_at_most_a_megabyte() -> None:
    assert len(page(SHIPPED)) <= 1_000_000


@pytest.mark.parametrize("name", ["two-conv", "two-conv-dense", "one-conv", "fast", "shipped"])
def test_every_network_of_the_zoo_that_reads_digits_fits_into_a_megabyte(name: str, tmp_path: Path) -> None:
    assert len(page(of_any_weights(tmp_path, NETWORKS[name].layers))) <= 1_000_000


def test_small_network_keeps_every_digit_of_its_numbers(tmp_path: Path) -> None:
    folder = of_any_weights(tmp_path, (conv(4),))
    network = page_network(Classifier.load(folder), folder)
    kernel, bias, *_others = weights_in(folder)
    expected = np.concatenate([np.moveaxis(kernel, -1, 0).ravel(), bias])
    assert network.bytes_each == 4
    np.testing.assert_array_equal(np.frombuffer(network.numbers, "<f4")[: expected.size], expected)


def test_large_network_has_half_of_the_bytes_where_it_answers_the_same(tmp_path: Path) -> None:
    folder = of_any_weights(tmp_path, NETWORKS["one-conv"].layers)
    network = page_network(Classifier.load(folder), folder)
    assert network.bytes_each == 2
    assert len(network.numbers) == 2 * sum(sum(layer["sizes"]) for layer in network.layers)


def test_large_network_whose_numbers_half_precision_cannot_hold_keeps_them(tmp_path: Path) -> None:
    layers = complete(NETWORKS["one-conv"].layers, OUTPUT)
    network = network_with_any_weights(layers, SHAPE)
    weights = network.get_weights()
    weights[0], weights[1], weights[2] = weights[0] * 1e6, weights[1] * 1e6, weights[2] * 1e-6
    network.set_weights(weights)
    write_classifier(tmp_path, network, layers)
    assert page_network(Classifier.load(tmp_path), tmp_path).bytes_each == 4


def test_page_that_would_be_too_large_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "_MOST_BYTES", 100_000)
    with pytest.raises(VersionError, match=r"would have \d\.\d MB, .* Take it home as LiteRT\."):
        page(SHIPPED)


def test_network_that_reads_no_digits_has_no_page(tmp_path: Path) -> None:
    layers = complete((conv(2),), dense(3, "softmax"))
    write_classifier(tmp_path, network_with_any_weights(layers, SHAPE), layers, classes=("a", "b", "c"))
    with pytest.raises(VersionError, match="reads no digits"):
        page(tmp_path)


def test_weights_of_another_network_are_damage(tmp_path: Path) -> None:
    lend_shipped(tmp_path)
    np.savez(tmp_path / WEIGHTS, *[array + np.float32(0.1) for array in weights_in(tmp_path)])
    with pytest.raises(ClassifierError, match="is damaged"):
        page(tmp_path)


def test_missing_weights_are_damage(tmp_path: Path) -> None:
    lend_shipped(tmp_path)
    (tmp_path / WEIGHTS).unlink()
    with pytest.raises(ClassifierError, match="is damaged"):
        page(tmp_path)


def test_page_runs_its_own_script_alone_and_asks_nothing_of_anybody() -> None:
    text = text_of()
    policy = html.unescape(re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)[0])
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert "default-src 'none'" in policy
    assert f"script-src 'sha256-{digest}'" in policy
    assert not re.search(r"https?:|//[a-z]+\.|\bsrc=|\bhref=|@import|url\(", text)


def test_name_in_the_card_is_never_more_than_a_name(tmp_path: Path) -> None:
    lend_shipped(tmp_path)
    name = "</script></title><script>alert(1)</script>"
    write_card(tmp_path, dataclasses.replace(read_card(tmp_path), name=name))
    text = text_of(tmp_path)
    assert name not in text
    assert text.count("<script") == 3
    assert html.escape(name) in text


def test_page_speaks_the_language_of_who_downloads_it() -> None:
    assert '<html lang="en">' in text_of()
    with speaking("zh_CN"):
        text = text_of()
    assert '<html lang="zh-CN">' in text
    assert "How probable is each digit?" not in text


def test_page_tells_the_card() -> None:
    card, text = read_card(SHIPPED), html.unescape(text_of())
    said = [card.title, card.created, f"{card.figures.test_accuracy:.2%}", card.fingerprint]
    assert [each for each in said if each not in text] == []
    assert [each for source in card.data for each in source if each not in text] == []


def test_network_that_never_learned_to_doubt_says_so(tmp_path: Path) -> None:
    lend_shipped(tmp_path)
    assert "calls everything a digit" not in text_of(tmp_path)
    shipped = read_card(tmp_path)
    write_card(tmp_path, dataclasses.replace(shipped, config={**shipped.config, "data": "mnist", "strokes": []}))
    assert "calls everything a digit" in text_of(tmp_path)


def test_page_is_as_sure_as_the_classifier_before_it_tells_two_digits_from_a_broken_one() -> None:
    (facts,) = re.findall(r'<script type="application/json" id="facts">(.*?)</script>', text_of())
    classifier = Classifier.load(SHIPPED)
    said = json.loads(facts)
    assert (said["threshold"], said["surely"]) == (classifier.threshold, classifier.surely)
    assert "0.9" not in (ROOT / "model/exchange/page_parts/reading.js").read_text()


def test_colours_are_those_of_the_app() -> None:
    style = (ROOT / "model/exchange/page_parts/page.css").read_text()
    colours = {"winner": theme.SURE, "other": theme.GREY, "doubt": theme.DOUBTFUL, "focus": theme.FOCUS}
    assert [name for name, colour in colours.items() if f"--{name}: {colour};" not in style] == []
