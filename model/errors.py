"""The errors of Inkling: a reason and values for programs, one sentence for people, in the language of who reads it."""

from __future__ import annotations

from collections.abc import Mapping

from model.languages.translation import Sentence, _, translated

_SENTENCE, _VALUES = "sentence", "values"  # in JSON
_LONGEST = 1000  # characters of a value in a sentence: it may come from a file of megabytes


class InklingError(Exception):
    """Base of all errors that a user can act on.

    One sentence says what happened and what to do: `in_words()` for who reads it now, `str(error)` in English for logs.

    Attributes:
        reason: names what happened, such as "unknown-choice".
        sentence: in English, with a named place for each value: its translation is looked up by it.
        values: what is put into the sentence, by the names of its places.
    """

    def __init__(self, reason: str, sentence: str, /, **values: object) -> None:
        """Keep the reason and the values, and make the sentence.

        Args:
            reason: names what happened.
            sentence: with a named place for each value: "There is no run {run}."
            **values: what is put into the places; a word that `N_` marked, `Words`, or another error are translated.
        """
        super().__init__(filled(sentence, values))
        self.reason = reason
        self.sentence = sentence
        self.values = values

    def in_words(self) -> str:
        """Return the sentence in the reader's language."""
        return in_words(self.sentence, self.values)


class Words:
    """A part of a sentence that has values itself: one of the values of an error, put into words with it."""

    def __init__(self, sentence: Sentence, /, **values: object) -> None:
        """Keep the sentence with its places, and the values for them, which are as those of an error."""
        self.sentence = sentence
        self.values = values

    def __str__(self) -> str:
        """Return it in English."""
        return filled(self.sentence, self.values)

    def in_words(self) -> str:
        """Return it in the reader's language."""
        return in_words(self.sentence, self.values)


def in_words(sentence: str, values: Mapping[str, object]) -> str:
    """Return a sentence of the code in the reader's language, with its values."""
    return filled(_(sentence), {name: _translated(value) for name, value in values.items()})


def filled(sentence: str, values: Mapping[str, object]) -> str:
    """Return a sentence with its values, as far as they are of bearable length."""
    return sentence.format(**{name: _said(value) for name, value in values.items()})


def as_json(value: object) -> object:
    """Return a value of a sentence as JSON holds it; what is put into words is kept as its sentence and values."""
    match value:
        case InklingError() | Words():
            return {_SENTENCE: value.sentence, _VALUES: {name: as_json(each) for name, each in value.values.items()}}
        case Sentence():
            return {_SENTENCE: str(value), _VALUES: {}}
        case int() | float() | str():
            return value
    return str(value)


def from_json(value: object) -> object:
    """Return the value that `as_json` made into JSON; raises KeyError or AttributeError for what it never makes."""
    if not isinstance(value, dict):
        return value
    return Words(Sentence(value[_SENTENCE]), **{name: from_json(each) for name, each in value[_VALUES].items()})


def _translated(value: object) -> object:
    match value:
        case InklingError() | Words():
            return value.in_words()
        case str():
            return translated(value)
    return value


class HomeError(InklingError):
    """The folder below which Inkling writes is not for this version."""


class _Literal(str):
    """A text that is its own `repr`."""

    __repr__ = str.__str__


def _said(value: object) -> object:
    """Return a value as a sentence says it: of a text or a collection that is far too long, the beginning."""
    if isinstance(value, int | float):  # a sentence may say how it is to be written
        return value
    text = value if isinstance(value, str) else repr(value)
    if len(text) <= _LONGEST:
        return value
    return _Literal(f"{text[:_LONGEST]}…")


class ConfigError(InklingError):
    """A training configuration holds a value that cannot work."""


class SettingError(InklingError):
    """A variable of the environment holds what it cannot mean."""


class PictureError(InklingError):
    """A file or an array is no picture that can be read."""


class DataError(InklingError):
    """A data set is missing or damaged."""


class ClassifierError(InklingError):
    """A trained classifier is missing or damaged."""


class TrainingError(InklingError):
    """A training failed."""


class RunError(InklingError):
    """A training run is missing, damaged, or in a state that forbids what was asked."""


class ExplanationError(InklingError):
    """A look inside makes no sense for this network or picture."""


class DiskError(InklingError):
    """The disk is full, or cannot be written to."""


class DeletionError(InklingError):
    """What is to be deleted or brought back is not there, or is needed."""


class WorkerError(InklingError):
    """A command that ran in a process of its own failed."""


class RightsError(InklingError):
    """Somebody may not do what they asked for, or not now, or not so much of it."""


class DatabaseError(InklingError):
    """The database cannot be reached, read or written."""


class SampleError(InklingError):
    """A sample is missing, or is none."""


class VersionError(InklingError):
    """A version is missing, or may not be deleted or imported."""


class ExecutorError(InklingError):
    """What does the trainings cannot be reached, or is not installed."""
