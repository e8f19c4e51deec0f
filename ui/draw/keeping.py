"""A digit that somebody said something of, kept as a sample; and where it is kept, in words.

Knows readings, samples, and who looks at the page. Does not know how it is asked what a digit was.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from model.errors import DatabaseError, SampleError
from model.languages.translation import _
from model.people import nicknames, rules
from model.samples import actions, store
from model.samples.sample import Sample, Source
from ui import html
from ui.draw.points import points_of
from ui.draw.received import Packed
from ui.draw.steps_view import Read
from ui.visitor import me


def is_allowed() -> bool:
    """Whether who looks at the page may give digits now."""
    return rules.rules().contributing or me().is_teacher


def switched_off() -> str:
    """Return what is said where they may not."""
    return _("Giving digits is switched off for pupils at the moment.")


def sample_of(read: Read, label: int, source: Source, strokes: Packed = ()) -> Sample:
    """Return the sample of a digit that was read.

    Args:
        read: what was read, and by which network.
        label: what who wrote it says it is: 0 to 9, or `NO_DIGIT`.
        source: how it was given.
        strokes: of a drawing, as its canvas sent them.

    Raises:
        PictureError: they are no strokes, or too many.
    """
    reading, writer = read.reading, me().id
    answer, confidence = None, 0.0
    if reading.status == "digit" and reading.label is not None and reading.probabilities is not None:
        answer, confidence = reading.label, float(reading.probabilities[reading.label])
    return Sample(
        label=label,
        writer=writer,
        image=html.pixels_of(reading.preprocessed.image),
        strokes=points_of(strokes),
        nickname=nicknames.nickname(writer),
        answer=answer,
        confidence=confidence,
        version=read.classifier.card.fingerprint,
        source=source,
    )


def keep(sample: Sample) -> None:
    """Keep a sample; a drawing that is there already is from now on what is said of it last.

    Raises:
        RightsError: they may not give it.
        DatabaseError: it cannot be kept.
    """
    if not actions.give([sample], me()):
        actions.bring_back([sample.id], me())
        actions.relabel([sample.id], sample.label, me())


def take_back(sample_id: str) -> None:
    """Keep a sample no longer; one that somebody deleted is gone already. Raises RightsError and DatabaseError."""
    with suppress(SampleError):
        actions.remove({sample_id: store.find(sample_id).label}, me())


def still_there(sample_ids: Collection[str]) -> set[str]:
    """Return which samples are still kept: some may have been removed elsewhere. Where nobody can tell, all are."""
    try:
        return {*store.writers_of(sample_ids)} - store.removed_of(sample_ids)
    except DatabaseError:
        return {*sample_ids}


def before(has_right: bool) -> str:
    """Return which press keeps a digit, and where; an answer can be called right only where there is one to press."""
    if not has_right:
        return _named(
            _("Saying what it was keeps this digit on the computer that runs Inkling, as “{name}”."),
            _("Saying what it was keeps this digit on your teacher's computer, as “{name}”."),
        )
    return _named(
        _("“Right”, or saying what it was, keeps this digit on the computer that runs Inkling, as “{name}”."),
        _("“Right”, or saying what it was, keeps this digit on your teacher's computer, as “{name}”."),
    )


def before_next() -> str:
    """Return what a press on "Next" keeps, and where."""
    return _named(
        _("“Next” keeps your digit on the computer that runs Inkling, as “{name}”."),
        _("“Next” keeps your digit on your teacher's computer, as “{name}”."),
    )


def after() -> str:
    """Return where a digit was kept, and how it goes away again."""
    return _named(
        _("It is on the computer that runs Inkling, as “{name}”. You can also remove it on the page “Our digits”."),
        _("It is on your teacher's computer, as “{name}”. You can also remove it on the page “Our digits”."),
    )


def _named(to_teacher: str, to_pupil: str) -> str:
    """Return what is said to who looks at the page, with what they are called."""
    by = me()
    called = nicknames.nickname(by.id)
    if by.is_teacher:
        return to_teacher.format(name=called or _("the teacher"))
    return to_pupil.format(name=called or _("a pupil"))
