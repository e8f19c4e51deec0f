"""The view "Where it looked": the patch that counts most for the answer, and Grad-CAM.

Knows occlusion and Grad-CAM by what they return. Does not know how they are computed.
"""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from model.errors import ExplanationError
from model.explanation.attribution import grad_cam, occlude
from model.languages.percent import percent
from model.languages.translation import _
from ui import glossary, html
from ui.inside.pixels import with_frame, with_heat
from ui.inside.subject import Subject

SIDE = 256  # px of a picture
_LOOKS = Markup('<div class="ink-looks"><div>{}</div><div>{}</div><div>{}</div></div>')


def show(subject: Subject) -> None:
    """Show which patch, erased, costs the answer most, and Grad-CAM beside it."""
    image, label, name = subject.activations.image, subject.label, subject.class_name(subject.label)
    found = occlude(subject.inspector, image, label)
    framed = html.together(
        html.image(
            with_frame(image, found.top, found.left, found.side, found.side),
            SIDE,
            _("The patch that costs most, framed"),
            hover=True,
        ),
        html.paragraph(
            _(
                "Without the framed patch of {side} x {side} px the network is {without} sure of {name},"
                " instead of {whole}."
            ).format(
                side=found.side,
                without=percent(float(found.without[label])),
                name=name,
                whole=percent(float(subject.activations.probabilities[label])),
            )
        ),
    )
    heat = np.maximum(found.heat, 0) / max(1e-9, float(found.heat.max()))
    occlusion = html.together(
        html.image(with_heat(image, heat), SIDE, _("Occlusion"), hover=True),
        html.paragraph(_("Occlusion: erasing what is orange costs the answer most")),
    )
    html.show(_LOOKS.format(framed, occlusion, _grad_cam(subject)))
    glossary.terms("occlusion", "grad-cam")


def _grad_cam(subject: Subject) -> Markup:
    """Return Grad-CAM's picture, or why there is none."""
    image, label, name = subject.activations.image, subject.label, subject.class_name(subject.label)
    try:
        heat = grad_cam(subject.inspector, image, label)
    except ExplanationError as error:
        return html.paragraph(_("No Grad-CAM: {fault}").format(fault=error.in_words()))
    return html.together(
        html.image(with_heat(image, heat), SIDE, "Grad-CAM", hover=True),
        html.paragraph(
            _("Grad-CAM: where the last convolution found what speaks for {name}, in orange").format(name=name)
        ),
    )
