"""The ten lines that use a network where Inkling is not: a script lies beside each form in which it is taken home.

Knows the texts of scripts. Does not know how a network is put into a form.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from model.inference.card import Card
from model.networks.keras_names import keras_call
from model.networks.layers import Layer


class Use(NamedTuple):
    """How a form of a network is used: what pip installs for it, the lines that import that, and those that ask it."""

    needs: str
    imports: str
    asks: str


USES = {
    "litert": Use(
        "ai-edge-litert",
        "from ai_edge_litert.interpreter import Interpreter",
        'network = Interpreter("classifier.tflite").get_signature_runner()\n'
        'probabilities = network(image=image)["probabilities"]',
    ),
    "onnx": Use(
        "onnxruntime",
        "import onnxruntime",
        'network = onnxruntime.InferenceSession("classifier.onnx")\n'
        'probabilities = network.run(["probabilities"], {"image": image})[0]',
    ),
    "saved-model": Use(
        "tensorflow",
        "import tensorflow as tf",
        'network = tf.saved_model.load("saved_model")\n'
        'probabilities = network.serve({"image": image})["probabilities"].numpy()',
    ),
}
_SCRIPT = '''"""Read one picture: python use.py PICTURE

Needs: pip install numpy pillow {needs}
The picture is {looks}.
"""

import json, sys
import numpy as np
{imports}
from PIL import Image, ImageOps
{opens}
image = np.asarray(picture.resize({size}, Image.BILINEAR, reducing_gap=3), np.float32).reshape(1, {shape}) / 255
{asks}
print(json.load(open("card.json"))["classes"][probabilities.argmax()])
'''
# As `read_picture` and `resized` do: a photo is turned upright, and what is transparent becomes white.
_GREY = 'picture = ImageOps.exif_transpose(Image.open(sys.argv[1])).convert("L")'
_COLOUR = """picture = ImageOps.exif_transpose(Image.open(sys.argv[1])).convert("RGBA")
picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")"""
_DIGIT = """{size}, in {colours}: one digit, white on black, as those of MNIST. Nothing else is
done to it; in Inkling, a drawing is cut out, made 20 px large and put into the middle by its centre of mass first"""
_OTHER = "{size}, in {colours}; another one is made so, upright and on white"


def script(form: str, card: Card) -> str:
    """Return the script that uses a network in a form, a key of `USES`, with its card beside it."""
    return _script(USES[form], card.input_shape, card.reads_digits)


def script_of_layers(layers: Sequence[Layer], card: Card) -> str:
    """Return the script that builds a network of these layers in Keras, with the weights of an Inkling file."""
    lines = "".join(f"    {_line(layer)},\n" for layer in layers)
    asks = (
        f"network = keras.Sequential([\n    keras.Input({card.input_shape}),\n{lines}])\n"
        'weights = load_file("weights.safetensors")\n'
        "network.set_weights([weights[name] for name in sorted(weights)])\n"
        "probabilities = np.asarray(network(image))"
    )
    imports = "import keras\nfrom keras import layers\nfrom safetensors.numpy import load_file"
    made = _script(Use("keras tensorflow safetensors", imports, asks), card.input_shape, card.reads_digits)
    return made.replace("\n\nNeeds:", "\n\nOr in Inkling: python -m model import FILE\nNeeds:", 1)


def _script(use: Use, shape: tuple[int, ...], reads_digits: bool) -> str:
    height, width, channels = shape
    looks = _DIGIT if reads_digits else _OTHER
    return _SCRIPT.format(
        needs=use.needs,
        looks=looks.format(size=f"{width} x {height} px", colours="shades of grey" if channels == 1 else "colour"),
        imports=use.imports,
        opens=_GREY if channels == 1 else _COLOUR,
        size=(width, height),
        shape=f"{height}, {width}, {channels}",
        asks=use.asks,
    )


def _line(layer: Layer) -> str:
    name, placed, named = keras_call(layer)
    arguments = [json.dumps(value) for value in placed] + [f"{key}={json.dumps(value)}" for key, value in named.items()]
    return f"layers.{name}({', '.join(arguments)})"
