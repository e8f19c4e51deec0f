"""What the page is about: one picture on its way through one network, and what the network answers.

Knows opened networks. Does not know how network and picture are chosen, or the views.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup, escape
from numpy.typing import NDArray

from model.datasets.pictures import Pictures
from model.explanation.inspector import Activations, NetworkInspector
from model.languages.percent import percent
from model.languages.translation import _
from ui import html

if TYPE_CHECKING:
    from ui.draw.canvas import Drawn  # which can be imported within a running app alone


@dataclass(frozen=True)
class Subject:
    """A picture on its way through the network of a folder.

    Attributes:
        folder: of the classifier.
        inspector: its network, opened.
        activations: what every layer makes of the picture.
        strokes: the drawing after each stroke, where the picture was drawn on the canvas.
        true_class: name of the class that the picture shows, where that is known.
    """

    folder: Path
    inspector: NetworkInspector
    activations: Activations
    strokes: list[Drawn]
    true_class: str | None

    @property
    def label(self) -> int:
        """The class that is answered."""
        return int(self.activations.probabilities.argmax())

    @property
    def key(self) -> str:
        """What tells this picture in this network from every other."""
        return hashlib.sha256(self.activations.image.tobytes() + str(self.folder).encode()).hexdigest()[:8]

    def class_name(self, label: int) -> str:
        """Return the name of a class."""
        return self.inspector.classifier.classes[label]


def show_subject(subject: Subject) -> None:
    """Show the picture and the answer in one line, which stays in view."""
    # NOTE: {name} is the class that the network takes the picture for
    said = escape(_("The network answers {name}, and is {probability} sure."))
    answer = said.format(
        name=Markup("<b>{}</b>").format(subject.class_name(subject.label)),
        probability=percent(float(subject.activations.probabilities[subject.label])),
    )
    truth = [] if subject.true_class is None else [_("It is: {name}.").format(name=subject.true_class)]
    picture = html.image(html.pixels_of(subject.activations.image), 112, _("The picture that the network reads"))
    html.show(Markup('<div class="ink-subject">{}{}</div>').format(picture, html.paragraph(answer, *truth)))


def image_of(pictures: Pictures, number: int) -> NDArray[np.float32]:
    """Return one of the pictures, its number from 0, as a network reads it."""
    return pictures[np.array([number])].images()[0]


def captioned(subject: Subject, pictures: Pictures, number: int, *lines: str) -> Markup:
    """Return one of the pictures with the name of its class below it, and more lines."""
    name = subject.class_name(int(pictures.y[number]))
    text = _("A picture of the class {name}").format(name=name)
    picture = html.image(html.pixels_of(image_of(pictures, number)), 96, text)
    return html.together(picture, html.paragraph(name, *lines))


def bars(subject: Subject, probabilities: NDArray[np.float32]) -> Markup:
    """Return how probable each class is."""
    classes = subject.inspector.classifier.classes
    long_names = any(len(name) > 1 for name in classes)
    return html.bars(classes, probabilities, int(probabilities.argmax()), _("Probabilities"), long_names)
