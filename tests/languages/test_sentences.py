"""Promises of what is said: each sentence is whole, can be extracted, and is translated, with the same places."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message

from model.languages.translation import FOLDER, SOURCE, in_language
from model.storage.paths import ROOT
from tests.languages.catalogues import CODE, OTHERS, as_mo, as_po, filled, merged, path_of, read
from tests.languages.sources import glued, hides, words_of

# Sentences that a language may build from other parts: of a day, Chinese leaves zeros out.
FREE = ("{year}-{month:02}-{day:02} {hour:02}:{minute:02}",)
# How sentences begin in which a term of the glossary means something else.
OTHER_MEANINGS = {
    "camera": (
        "This is a HEIC picture",
        "This JPEG is drawn over itself",
        "no picture as cameras",
    ),  # one that takes photos, not a computer's
    "memory": ("The training was ended",),
    "optimizer": ("Choose one of --optimizers",),
    "seed": ("Choose one of --optimizers",),
    "paper": ("The empty paper around", "the empty paper stays"),  # 空白
}


def named(path: Path) -> str:
    """Return a file's path in the repository."""
    return path.relative_to(ROOT).as_posix()


PAGES = [path for path in CODE if not named(path).startswith("model/")]


def messages(language: str) -> list[Message]:
    """Return the sentences of a catalogue, with their translations."""
    return [message for message in read(path_of(language), language) if message.id]


def places(sentence: str) -> list[tuple[str, str, str | None]]:
    """Return the names of a sentence's places, in order, and how each is written."""
    found = Formatter().parse(sentence)
    return sorted((name, form or "", how) for _, name, form, how in found if name is not None)


def variants(message: Message) -> list[tuple[str, str]]:
    """Return each English sentence of a message that has to agree with a translation: of plurals, the last one."""
    if message.pluralizable:
        return [(message.id[-1], each) for each in message.string]
    return [(message.id, message.string)]


@pytest.mark.parametrize("language", OTHERS)
def test_catalogue_holds_the_sentences_of_the_code_and_no_other(language: str) -> None:
    """Where this fails: `make languages`."""
    catalogue = merged(language)
    assert path_of(language).read_bytes().decode() == as_po(catalogue).decode()
    assert path_of(language, "mo").read_bytes() == as_mo(read(path_of(language), language))


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated_and_none_is_guessed(language: str) -> None:
    catalogue = read(path_of(language), language)
    assert not catalogue.obsolete
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []
    assert [message.id for message in messages(language) if not filled(message.string)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_places_of_its_sentence(language: str) -> None:
    """Those that are there; the marks of Streamlit's Markdown, too: icons, bold, commands."""
    marks = re.compile(r":material/\w+:|\*\*|`[^`]*`")
    for message in filter(lambda each: filled(each.string), messages(language)):
        for sentence, translation in variants(message):
            if sentence not in FREE:
                assert places(sentence) == places(translation), sentence
            assert sorted(marks.findall(sentence)) == sorted(marks.findall(translation)), sentence


def test_chinese_is_set_as_chinese() -> None:
    """Its own full stops, commas, colons and brackets beside its words, and “you” as among friends."""
    word, latin = "[\u4e00-\u9fff]", "[A-Za-z0-9{}%]"
    wrong = re.compile(rf"{word}[,;:?!()]|[,;:?!()]{word}|{word}\.(?!\w)|您|{word}{latin}|{latin}{word}")
    for message in filter(lambda each: filled(each.string), messages("zh_CN")):
        for sentence, translation in variants(message):
            if sentence not in FREE:
                assert not wrong.search(re.sub(r":material/\w+:|\*\*", "", translation)), translation


@pytest.mark.parametrize("language", OTHERS)
def test_terms_are_those_of_the_glossary(language: str) -> None:
    """The longest term counts: “validation loss” is not looked up as “loss”."""
    lines = (FOLDER / language / "glossary.tsv").read_text(encoding="utf-8").splitlines()[1:]
    terms = {term: said.split("/") for term, said in (line.split("\t") for line in lines)}
    assert len(terms) >= 80
    longest_first = sorted(map(re.escape, terms), key=len, reverse=True)
    pattern = re.compile(rf"\b({'|'.join(longest_first)})(?:e?s)?\b", re.IGNORECASE)
    wrong = []
    for message in filter(lambda each: filled(each.string), messages(language)):
        for sentence, translation in variants(message):
            words = re.sub(r"\{[^}]*\}|:material/\w+:|`[^`]*`", "", sentence)
            for term in {found.lower() for found in pattern.findall(words)}:
                is_meant = not sentence.startswith(OTHER_MEANINGS.get(term, ()))
                if is_meant and not any(said.lower() in translation.lower() for said in terms[term]):
                    wrong.append(f"{term} ({'/'.join(terms[term])}): {sentence} = {translation}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_what_a_page_says_goes_through_the_catalogue(path: Path) -> None:
    """No English stands where it would be shown as it is, whoever reads."""
    assert words_of(path) == []


@pytest.mark.parametrize("path", CODE, ids=named)
def test_no_sentence_is_glued_or_filled_before_it_is_looked_up(path: Path) -> None:
    assert glued(path) == []
    assert hides(path) == []


def test_sentence_without_translation_stays_english() -> None:
    assert in_language("nobody ever said this", OTHERS[0]) == "nobody ever said this"
    assert in_language("", OTHERS[0]) == in_language("", SOURCE) == ""
