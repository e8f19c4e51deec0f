"""Read digits and numbers in photos: on paper, whiteboard and blackboard, and in kinds of picture that mislead.

    python -m benchmarks.photos [STROKES.jsonl.gz] [--each 100] [--json] [--save FOLDER]

Real test digits of MNIST, and real pen strokes of the writers kept out of training, are put onto a background, tilted,
lit, blurred and photographed; `camera.RANGES` says how much of each. Then come the kinds of `kinds`: small on a large
page, at its edge, uphill, with a comma, in a ring, and so on, each read as what it is meant for: one digit or a number.
Their digits are those that are surely read when they stand alone: what is wrong is the kind's doing, not the writer's.
A picture is read right when what is written is answered without doubt; a "?" stands rightly where a comma stands.
Surely wrong is an answer without any "?" that is another one; all else is doubted. "By best guess" counts digits that
are in doubt, too.

`camera` knows light and surfaces, `inks` digits as they are written; `pages`, `numbers` and `frames` make what is on
the page, `kinds` lists it, and `answers` counts what is said of it.
"""
