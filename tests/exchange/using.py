"""Networks taken home, used by who has no Inkling: by the runtime alone, and by the script beside them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Values = NDArray[np.float32]

_SAVED_MODEL = """
import sys
import numpy as np
import tensorflow as tf
network = tf.saved_model.load("saved_model")
np.save("answers.npy", network.serve({"image": np.load("images.npy")})["probabilities"])
"""


def unzipped(content: bytes, folder: Path) -> Path:
    """Unpack a download into a folder, and return it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
    return folder


def answers(form: str, folder: Path, images: Values) -> Values:
    """Return what the runtime of a form answers to images (n, height, width, channels): float32 (n, classes)."""
    match form:
        case "litert":
            from ai_edge_litert.interpreter import Interpreter

            runner = Interpreter(str(folder / "classifier.tflite")).get_signature_runner()
            return np.asarray(runner(image=images)["probabilities"])
        case "onnx":
            import onnxruntime

            session = onnxruntime.InferenceSession(str(folder / "classifier.onnx"))
            return np.asarray(session.run(["probabilities"], {"image": images})[0])
    np.save(folder / "images.npy", images)
    alone(folder, "-c", _SAVED_MODEL)
    return np.asarray(np.load(folder / "answers.npy"))


def alone(folder: Path, *arguments: str) -> str:
    """Run Python in a folder, where nothing of Inkling can be imported; return what it prints."""
    environment = {**os.environ, "PYTHONPATH": "", "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def said_by_script(folder: Path, picture: NDArray[np.uint8]) -> str:
    """Return what the script in a folder prints of a picture."""
    Image.fromarray(picture.squeeze()).save(folder / "picture.png")
    return alone(folder, "use.py", "picture.png").strip()


def lines_of_script(folder: Path) -> int:
    """Return how many lines of the script in a folder do something: its layers, one a line, are the network."""
    code = (folder / "use.py").read_text().split('"""')[2]
    return len([line for line in code.splitlines() if line.strip() and not line.startswith(("    ", "]"))])


def card_in(folder: Path) -> dict[str, object]:
    """Return the card beside a network."""
    card: dict[str, object] = json.loads((folder / "card.json").read_text())
    return card
