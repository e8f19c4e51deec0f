"""The view "Where it looked": the patch that counts most for the answer, and Grad-CAM.

Knows occlusion and Grad-CAM by what they return. Does not know how they are computed.
"""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from model.errors import ExplanationError
from model.explanation.attribution import grad_cam, occlude
from ui import glossary, html
from ui.inside.pixels import with_frame, with_heat
from ui.inside.subject import Subject
from ui.text import percent

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
            "The patch that costs most, framed",
            hover=True,
        ),
        html.paragraph(
            f"Without the framed patch of {found.side} x {found.side} px the network is"
            f" {percent(float(found.without[label]))} sure of {name},"
            f" instead of {percent(float(subject.activations.probabilities[label]))}."
        ),
    )
    heat = np.maximum(found.heat, 0) / max(1e-9, float(found.heat.max()))
    occlusion = html.together(
        html.image(with_heat(image, heat), SIDE, "Occlusion", hover=True),
        html.paragraph("Occlusion: erasing what is orange costs the answer most"),
    )
    html.show(_LOOKS.format(framed, occlusion, _grad_cam(subject)))
    glossary.terms("occlusion", "grad-cam")


def _grad_cam(subject: Subject) -> Markup:
    """Return Grad-CAM's picture, or why there is none."""
    image, label, name = subject.activations.image, subject.label, subject.class_name(subject.label)
    try:
        heat = grad_cam(subject.inspector, image, label)
    except ExplanationError as error:
        return html.paragraph(f"No Grad-CAM: {error}")
    return html.together(
        html.image(with_heat(image, heat), SIDE, "Grad-CAM", hover=True),
        html.paragraph(f"Grad-CAM: where the last convolution found what speaks for {name}, in orange"),
    )
