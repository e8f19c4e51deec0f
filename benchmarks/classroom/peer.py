"""The same network as a sketch app is mostly written: Gradio, and Keras's `predict` for each drawing.

Needs the package gradio, which the project itself does not.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import time
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from benchmarks.classroom.drawings import Hand, Step
from benchmarks.classroom.lesson import Figures, Lesson, counts, waits_ms
from benchmarks.classroom.session import Tally
from benchmarks.classroom.watched import Watched
from benchmarks.shared import tell
from model.storage.paths import ROOT

_PATIENCE = 300.0  # s


def serve(port: int) -> None:
    """Serve the peer on a port of this machine."""
    from model.images.preprocessing import preprocess
    from model.training.export import network_of  # brings Keras
    from model.versions.published import SHIPPED

    gradio, network = import_module("gradio"), network_of(SHIPPED)

    def answer(drawing: dict[str, Any]) -> dict[str, float]:
        image = preprocess(drawing["composite"]).image
        probabilities = network.predict(image[None, :, :, None], verbose=0)[0]
        return {str(digit): float(probability) for digit, probability in enumerate(probabilities)}

    sketch, label = gradio.Sketchpad(canvas_size=(280, 280)), gradio.Label(num_top_classes=10)
    gradio.Interface(answer, sketch, label, api_name="answer").launch(server_name="127.0.0.1", server_port=port)


async def draw_at_peer(url: str, pid: int, class_: list[Hand], lesson: Lesson) -> Figures:
    """Let a class draw at the peer: a drawing is uploaded, queued, and its answer is listened for."""
    httpx, tally, dice = import_module("httpx"), Tally(), random.Random(2)
    server, start = Watched(pid), time.perf_counter() + 0.5
    watching = asyncio.create_task(server.watch())

    async def give(client: Any, step: Step) -> None:
        begun, call = time.perf_counter(), f"{url}/gradio_api/call/answer"
        tally.sent += 1
        (path,) = (await client.post(f"{url}/gradio_api/upload", files={"files": ("a.png", step.file)})).json()
        drawing = {"path": path, "meta": {"_type": "gradio.FileData"}}
        body: dict[str, Any] = {"data": [{"background": None, "layers": [], "composite": drawing}]}
        event = (await client.post(call, json=body)).json()["event_id"]
        _, _, text = (await client.get(f"{call}/{event}")).text.rpartition("event: complete\ndata: ")
        probabilities = {int(one["label"]): one["confidence"] for one in json.loads(text)[0]["confidences"]}
        tally.answers.append((begun, time.perf_counter() - begun))
        if any(
            probability is not None and abs(probabilities[digit] - probability) > 0.001
            for digit, probability in enumerate(step.probabilities)
        ):
            tally.errors["the answer to another drawing"] += 1

    async def draw(client: Any, digits: Hand, due: float) -> None:
        strokes = [step for digit in digits for step in digit]
        waiting: list[asyncio.Task[None]] = []
        for number in range(int(lesson.seconds / lesson.think)):
            await asyncio.sleep(due + number * lesson.think - time.perf_counter())
            waiting.append(asyncio.create_task(give(client, strokes[number % len(strokes)])))
        await asyncio.gather(*waiting)

    async with httpx.AsyncClient(timeout=_PATIENCE, limits=httpx.Limits(max_connections=None)) as client:
        await give(client, class_[0][0][0])  # the first predict builds its function: not counted
        tally.answers.clear()
        tally.sent = 0
        drawing = (draw(client, hand, start + dice.uniform(0, lesson.think)) for hand in class_)
        tally.add_failures(await asyncio.gather(*drawing, return_exceptions=True), "drawing")
    watching.cancel()
    tally.add_lost()
    memory = {"entered": server.samples[0][1], "peak": server.peak(), "after": server.mb()}
    return {**waits_ms([waited for _, waited in tally.answers]), **counts(tally), "server_mb": memory}


def hold_at_peer(class_: list[Hand], lesson: Lesson) -> Figures | None:
    """Hold a lesson at the peer, and return its figures; None where Gradio is not installed."""
    tell(f"{len(class_)} draw at the peer")
    if not all(map(find_spec, ("gradio", "httpx"))):
        tell("The peer was left out: it needs the package gradio, which is not installed.")
        return None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.classroom.peer", str(port)]
    environment = {**os.environ, "GRADIO_ANALYTICS_ENABLED": "False"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            while not _listens(port):
                time.sleep(0.1)
                if process.poll() is not None:
                    raise SystemExit("The peer did not start.")
            return asyncio.run(draw_at_peer(f"http://127.0.0.1:{port}", process.pid, class_, lesson))
        finally:
            process.kill()


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


if __name__ == "__main__":
    serve(int(sys.argv[1]))
