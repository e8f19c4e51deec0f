"""What the page says, in the language of who downloads it: beside the paper, of the answer, and of the card.

Knows sentences and cards. Does not know HTML; the script fills the places of `answers`.
"""

from __future__ import annotations

from model.datasets.mixing import has_seen_digits_alone
from model.images.preprocessing import SIDE
from model.inference.card import Card
from model.languages.translation import _
from model.networks.layers import Layer
from model.networks.summary import rows


def answers() -> dict[str, str]:
    """Return what the script says: by a reading's status; of a probability near 1; of the picture that is seen."""
    return {
        "digit": _("The network reads {label}, and is {confidence} sure."),
        "unsure": _("The network is not sure. Perhaps {label} ({confidence})."),
        "empty": _("The paper is empty. Draw a digit, 0 to 9."),
        "faint": _("There is too little ink to read. Draw a larger digit."),
        "several": _("There are two or more separate digits. Draw one only."),
        "over": _("over 99.9%"),
        "seen": _("The 28 by 28 image that the network sees: your digit, white on black"),
        "nothing": _("The 28 by 28 image that the network sees: nothing yet"),
    }


def texts(card: Card) -> dict[str, str | list[str]]:
    """Return what stands on the page from the beginning."""
    layers = [Layer.from_dict(each) for each in card.layers]
    parameters = sum(row.parameters for row in rows(layers, card.input_shape))
    return {
        "title": _("Draw a digit"),
        "no_script": _("This page needs JavaScript. Save it, and open it in a browser."),
        "paper": _("Paper to draw on with the mouse or a finger"),
        "undo": _("Undo"),
        "clear": _("Clear"),
        "bars": _("How probable is each digit?"),
        "seen": _("What the network sees:"),
        "pixels": _("{side} x {side} grey pixels").format(side=SIDE),
        "note": _note(card),
        "how_title": _("How it reads"),
        "how": _how(parameters),
        "card_title": _("About this network"),
        "card": _card(card),
        "data_title": _("What it learned from"),
        "layers_title": _("Its layers, in order"),
        "layers": [layer.in_words() for layer in layers if layer.kind != "flatten"],
    }


def _note(card: Card) -> str:
    if not has_seen_digits_alone(card.config):
        return ""
    return _("This network has only ever seen digits: it calls everything a digit. Draw a face, and see.")


def _how(parameters: int) -> list[str]:
    return [
        _(
            "Your digit is cut out, made small and put into the middle of 28 x 28 px: that is all that the network"
            " sees. Its {parameters:,} numbers, which it learned, turn that into ten probabilities."
        ).format(parameters=parameters),
        _("All of this happens in this page. It needs no internet, and what you draw goes nowhere."),
    ]


def _card(card: Card) -> list[str]:
    sentences = [
        _("{name}, trained on {day}: it is right on {share:.2%} of {pictures:,} test pictures.").format(
            name=card.title, day=card.created, share=card.figures.test_accuracy, pictures=card.figures.test_pictures
        ),
        _("Where its best answer is less than {threshold:.0%} probable, it says that it is not sure.").format(
            threshold=card.threshold
        ),
    ]
    return [*sentences, _("Made with Inkling. Version: {version}").format(version=card.fingerprint)]
