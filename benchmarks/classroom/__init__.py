"""Does a class get its answers? Pupils draw at the same time, over Streamlit's own websocket, on a server of their own.

    python -m benchmarks.classroom [STROKES.jsonl.gz] [--pupils 1,10,30,60,100] [--seconds 60] [--think 2] [--train]
    python -m benchmarks.classroom [STROKES.jsonl.gz] --flood [--pupils 10,30] [--seconds 20]
    python -m benchmarks.classroom [STROKES.jsonl.gz] --wall [--pupils 30] [--seconds 60]
    python -m benchmarks.classroom [STROKES.jsonl.gz] --two-servers [--pupils 60] [--seconds 60]
    python -m benchmarks.classroom [STROKES.jsonl.gz] [--inside] [--photos N] [--minutes N] [--peer] [--train] [--json]

Each number of pupils gets a server that was just started. Each pupil draws digits of two strokes, a stroke every
`--think` s, and presses Clear once a digit is answered. A stroke is timed from its message to the answer's message:
the 200 ms that the canvas waits before it sends, and the browser's own work, come on top. Every answer is held against
the image and the ten probabilities of that pupil's own drawing. "overtaken" are strokes that a later one of the same
pupil was answered instead of: a pupil does not miss them, but a server that keeps up has none. "errors" are strokes
without an answer, answers to another drawing, and sessions that failed: with one of them the exit status is 1.
The pupils cost processor time on the same machine: `client_cores` in `--json` says how much. There, `server_mb` holds
the memory before the class came, when all had the page open, at most, and after the last stroke, of the server with its
children; outside of a lesson it is that of the last one, and `start_to_answer_s` the median of all starts.

`drawings` knows what is drawn and what has to come back, `session` the protocol, `pupil` one who draws, `photos` those
who upload, `flood` and `floods` one who sends without end, `wall` the teacher who looks at what the class draws,
`two_servers` two servers behind nginx, `lesson` how a class draws together, `watched` what the server needs, `peer`
another app to compare with.
"""
