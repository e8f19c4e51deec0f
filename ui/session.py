"""The keys of a visitor's session, each named once.

Knows names. Does not know what is kept under them; what all sessions share is in `resources`.
"""

from __future__ import annotations

PICTURE = "picture"  # the picture that the Draw page answers, uint8; not there when it answers none
STROKES = "strokes"  # of that picture, a state after each: list of ui.draw.canvas.Drawn, empty where it is no drawing
DRAWINGS = "drawings"  # with the canvas's name: its states, one after each stroke: list of ui.draw.canvas.Drawn
CANVAS_START = "canvas_start"  # likewise: the strokes that the canvas began with, and which beginning that was
CANVAS_SENT = "canvas_sent"  # likewise: how many strokes it sent last, and the last one of them
WINDOW_WIDTH = "window_width"  # px, when the session first asked
CELLS = "cells"  # the squares that are inked on the keyboard grid
WAY = "way"  # how the last picture was given: a key of ui.draw.ways.LABELS
PEN = "pen"  # width of the pen in px
NUMBER_PEN = "number_pen"  # likewise, for a number
FILE_READ = "file_read"  # the uploaded file that was read last: its id, and what was made of it
DATA = "data"  # which pictures are trained on
ADDING = "adding"  # there while own pictures are to be added
REMARK = "remark"  # of own pictures that were added: their id, and a sentence about them
ADDED = "added"  # id of the own pictures that were just added: they are chosen next
LAYERS = "layers"  # of the network of one's own: list of model.networks.layers.Layer
OPENED = "opened"  # id of the run or group that the Train page shows, and in which of its two places
FAULT = "fault"  # of what was pressed last and could not be done: a ui.train.faults.Place and the sentence
SHOWN = "evaluate-shown"  # what the wall of mistakes shows: a key of ui.evaluate.mistakes_view.KINDS, or a cell
AT_ONCE = "at_once"  # how many pictures of a wall are shown at most, and of which wall
ENLARGED = "enlarged"  # index of the test picture that was pressed on a wall: it is shown large, once
MEASURED = "measured"  # whether the robustness bench is on show
TEST_PICTURE = "test_picture"  # index of the MNIST test picture on show
