"""The keys of a visitor's session, each named once.

Knows names. Does not know what is kept under them; what all sessions share is in `resources`.
"""

from __future__ import annotations

PICTURE = "picture"  # the picture that the Draw page answers, uint8; not there when it answers none
STROKES = "strokes"  # of that picture, a state after each: list of ui.draw.canvas.Drawn, empty where it is no drawing
DRAWINGS = "drawings"  # with the canvas's name: its states, one after each stroke: list of ui.draw.canvas.Drawn
CANVAS_START = "canvas_start"  # likewise: the strokes that the canvas began with, and which beginning that was
CANVAS_SENT = "canvas_sent"  # likewise: how many strokes it sent last, and the last one of them
UNDONE = "undone"  # likewise: what was on it before the browser took strokes back: a list of one ui.draw.canvas.Drawn
WINDOW_WIDTH = "window_width"  # px, when the visitor's session, or the one before, first asked
WINDOW_SAID = "window_said"  # there once the window has said it in this session
CELLS = "cells"  # the squares that are inked on the keyboard grid
KIND = "drawn_kind"  # what was read last on the Draw page: a key of ui.draw.page.KINDS
WAY = "way"  # how the last picture was given: a key of ui.draw.ways.LABELS
PEN = "pen"  # how thick the pen is: a key of ui.draw.inputs.PENS
TASK = "task"  # how many tasks on empty paper are over: each Clear brings the next
FILE_READ = "file_read"  # the uploaded file that was read last: its id, and what was made of it
CAME = "came"  # what the connection last said of who came: a ui.visitor.Came
NOTES = "notes"  # with a version's number: what the box for its notes was filled with
NETWORK = "network"  # folder of the network that answers this visitor; not there while it is the class's
BADGE = "badge"  # folder of the network that the bar says answers
LANGUAGE = "language"  # of the visitor: a key of model.languages.translation.LANGUAGES
LANGUAGE_CHOSEN = "language_chosen"  # whether the visitor pressed for it
WORDED = "worded"  # keys of the widgets that a browser knows by their words: see ui.language.kept
PROJECTOR = "for_projector"  # there while the page "Class" is shown for the projector
ADDRESS = "address"  # that the page "Class" shows: one of those under which the class finds this computer
TILE = "tile"  # with the kind and way of reading: what was read last there, a ui.classroom.wall.Tile
TOLD = "told"  # whether the visitor's page has said that the wall is on
HERE = "here"  # there once the session has what the visitor left in the one before
BIG = "big"  # whether the page is shown large, for a projector
DATA = "data"  # which pictures are trained on
ADDING = "adding"  # there while own pictures are to be added
REMARK = "remark"  # of own pictures that were added: their id, and the set without its pixels
ADDED = "added"  # id of the own pictures that were just added: they are chosen next
CHOSEN = "chosen"  # in the form of a training: what was chosen last, by the keys of `ui.train.kept`
TAKEN_BACK = "taken_back"  # likewise: how often it was taken back to what is usual
PLANNED = "planned"  # the training that the form described when the page was drawn last: a TrainingConfig
TRAIN_VIEW = "train-view"  # which view of the Train page is on show
LAST_VIEW = "last_view"  # the one that was shown last
NEXT_VIEW = "next_view"  # the one that is shown next
GO_TO = "go_to"  # what the browser is to scroll to, and how often that was asked
LAYERS = "layers"  # of the network of one's own: list of model.networks.layers.Layer
OPENED = "opened"  # id of the run or group that the Train page shows, and in which of its two places
LAST_OPENED = "last_opened"  # what the address said of it: "run" or "group", and its id
PICKED = "picked"  # of runs over one another: which are on show, and the one whose line stands out
INSIDE_NETWORK = "inside-network"  # folder of the network that is looked into
EVALUATED = "evaluate-network"  # folder of the network that is evaluated
FAULT = "fault"  # of what was pressed last and could not be done: a ui.faults.Place and the error
EVALUATE_VIEW = "evaluate-view"  # what is shown of it: a key of the page's views
COMPARED = "evaluate-other"  # folder of the network that it is compared with
SHOWN = "evaluate-shown"  # what the wall of mistakes shows: a key of ui.evaluate.mistakes_view.KINDS, or a cell
AT_ONCE = "at_once"  # how many pictures of a wall are shown at most, and of which wall
ENLARGED = "enlarged"  # index of the test picture that was pressed on a wall: it is shown large, once
MEASURED = "measured"  # whether the robustness bench is on show
PRESSED = "pressed"  # on the page "Look inside": the name of the map that is shown in detail
TEST_PICTURE = "test_picture"  # index of the MNIST test picture on show
LESSON = "lesson_progress"  # how far the visitor is: a ui.lesson.progress.Progress
SAID = "said"  # with the kind and way of reading: what is said of the answer there, a ui.draw.correcting.Said
DIGITS_VIEW = "digits-view"  # which view of the page "Our digits" is on show
TEN = "ten-digits"  # how far the visitor is with ten digits: a ui.digits.give_ten.Ten
# What was drawn, as the visitor says: 0 to 9, NO_DIGIT, None for something else than was read; not there before.
MEANT = "meant"
COLLECTION = "collection"  # id of the own classes that are collected; in the address, too
LEARNER = "learner"  # id of the run that learned from them; in the address, too
STEP = "step"  # of the page "My own classes": a key of ui.classes.page.STEPS
OWN_CLASS = "own_class"  # the class that is given pictures: its place, from 0, and its name; this in the address, too
OWN_PHOTOS = "own_photos"  # name of the class that was shown when photos were given
REMOVED = "removed"  # when a class was removed, in s of this process's clock
OWN_WAY = "own_way"  # how: a key of ui.classes.giving.WAYS
FRESH = "fresh"  # how often uploaded photos were kept: the widget that brought them is another one each time
LEFT_OUT = "left_out"  # what could not be kept of the last photos, in words
DIGITS_WHOSE = "digits-whose"  # on the page "Our digits", what a pupil looks at: "mine" or "class"
DIGITS_LABEL = "digits-label"  # likewise, for each filter: of which label; None for all
DIGITS_KIND = "digits-kind"  # which kind: a key of ui.digits.choosing.KINDS; None for all that are not removed
DIGITS_WRITER = "digits-writer"  # of which writer; None for everybody
DIGITS_AT_ONCE = "digits-at-once"  # how many pictures are shown at most, and by which choice
DIGIT_OPENED = "digit-opened"  # id of the sample that was pressed: it is shown large, once
DIGITS_REMOVED = "digits-removed"  # ids of the samples that were removed last
DIGITS_TAKEN_IN = "digits-taken-in"  # how many were new of what was imported last, and of how many
DIGITS_FILES = "digits-files"  # how many files were imported: the widget that brings one is another one each time
DIGITS_UNWANTED = "digits-unwanted"  # the writer whose digits the teacher may delete
DIGITS_TOOLS = "digits-tools"  # whether the teacher's tools are unfolded
DIGITS_BY_WRITER = "digits-by-writer"  # whether the counts of each writer are on show
MADE = "made"  # in which forms networks were made to take home: set of a form's id and a version's number
