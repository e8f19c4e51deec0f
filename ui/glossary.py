"""The glossary: each term of the field in plain words, with an example and often a picture, opened where it stands.

A press opens it within the browser alone: the server is not asked, and nothing on the page is drawn anew.
Knows words. Does not know pages: they name the terms that they use.
"""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from ui import glossary_pictures, html


class Term(NamedTuple):
    """A term: what it is called, what it is in a sentence or two, and an example."""

    title: str
    sentence: str
    example: str


TERMS: dict[str, Term] = {
    "pixel": Term(
        "Pixel",
        "A small square of a picture, of one colour. To a computer it is a number: 0 is black, 1 is white.",
        "A digit of 28 by 28 pixels is 784 numbers.",
    ),
    "class": Term(
        "Class",
        "One of the answers that a network can give. It can give no other.",
        "The digits 0 to 9 are ten classes. A network that knows only these calls a house a digit, too.",
    ),
    "label": Term(
        "Label",
        "What a person says a picture shows. The network learns from it, and its answers are compared with it.",
        "Somebody wrote a 7 and noted “7”: that is the label, even where the 7 looks like a 1.",
    ),
    "probability": Term(
        "Probability",
        "How likely each answer is, as the network sees it. Together they make 100 %.",
        "7: 90 %, 1: 8 %, all others together: 2 %. So its answer is 7.",
    ),
    "network": Term(
        "Neural network",
        "Many simple sums, layer after layer, that make an answer of a picture. Nobody writes the numbers in it by"
        " hand: it learns them from examples.",
        "Pixels go in at the front, ten probabilities come out at the end.",
    ),
    "parameter": Term(
        "Parameter",
        "A number in the network that it learns. All that it knows lies in these numbers; most are called weights.",
        "Inkling’s network has about 150,000 of them.",
    ),
    "layer": Term(
        "Layer",
        "One step of the network: it takes numbers, computes others from them, and hands those on.",
        "The first layer sees lines, a later one sees corners and loops.",
    ),
    "convolution": Term(
        "Convolution",
        "A layer that looks at the picture through a small window, and moves the window over all of it. So it finds a"
        " line wherever the line is.",
        "Like looking for one word in a text with a finger, letter by letter.",
    ),
    "kernel": Term(
        "Kernel",
        "The small square of numbers in such a window. Each pixel below it is multiplied by its number, and all is"
        " added up: a large sum means “here is what I look for”.",
        "A kernel with high numbers in its middle column and low ones beside it finds upright strokes.",
    ),
    "feature-map": Term(
        "Feature map",
        "A picture of where one kernel found what it looks for: bright is a find, dark is none.",
        "For a 7, the map of a kernel for flat strokes is bright along the top of the 7.",
    ),
    "bias": Term(
        "Bias",
        "A number that is added to every sum of a kernel. It says how much must be found before it counts.",
        "With a bias of -2, a sum of 3 leaves 1, and a sum of 1 leaves less than nothing.",
    ),
    "activation": Term(
        "Activation",
        "What becomes of a sum before it is handed on. Also the number itself that comes out.",
        "ReLU, sigmoid and softmax are activations.",
    ),
    "relu": Term(
        "ReLU",
        "What is below 0 becomes 0, and the rest stays as it is. So only finds are handed on.",
        "-3 becomes 0, and 5 stays 5.",
    ),
    "pooling": Term(
        "Pooling",
        "A layer that makes the maps smaller: of each little square it keeps the largest number alone.",
        "Of 1, 3, 2 and 0 it keeps 3. Whether the stroke lies a pixel further left does not matter any more.",
    ),
    "dense": Term(
        "Dense layer",
        "A layer in which every number that comes in counts for every number that goes out, each by a weight.",
        "It sees “a flat stroke on top, a slanted one below” and adds up what speaks for a 7.",
    ),
    "softmax": Term(
        "Softmax",
        "Makes probabilities of the last numbers: the largest gets the most, and together they make 100 %.",
        "3, 2 and 1 become 67 %, 24 % and 9 %.",
    ),
    "sigmoid": Term(
        "Sigmoid",
        "Makes a probability, 0 to 100 %, of one number. It is used where there are two classes.",
        "0 becomes 50 %, 3 becomes 95 %, and -3 becomes 5 %.",
    ),
    "training": Term(
        "Training",
        "The network answers examples, sees how wrong it was, and changes its numbers a little: thousands of times.",
        "Like throwing balls at a basket, and each time correcting the throw by how far you missed.",
    ),
    "epoch": Term(
        "Epoch",
        "One round in which the network sees each of its training pictures once.",
        "5 epochs of 300 pictures: it sees 1,500 pictures, each of them five times.",
    ),
    "batch": Term(
        "Batch",
        "The pictures after which it changes its numbers: not after each picture, but after some.",
        "300 pictures in batches of 30 are 10 changes in each epoch.",
    ),
    "loss": Term(
        "Loss",
        "How wrong the answers are, as one number: small where it was right and sure, large where it was wrong and"
        " sure. Training makes it smaller.",
        "90 % for the right answer costs 0.1; 10 % for it costs 2.3.",
    ),
    "accuracy": Term(
        "Accuracy",
        "The share of pictures that it reads right.",
        "93 of 100 right is 93 %. Who guesses one of ten digits gets about 10 %.",
    ),
    "learning-rate": Term(
        "Learning rate",
        "How large the steps are in which it changes its numbers.",
        "Too small, and it takes forever. Too large, and it jumps over the best place again and again.",
    ),
    "optimizer": Term(
        "Optimizer",
        "The rule by which it changes its numbers after each batch, so that the loss falls.",
        "SGD walks straight downhill. Adam remembers where it came from, and chooses its pace for each number.",
    ),
    "validation": Term(
        "Validation pictures",
        "Pictures that are kept apart and never learned from. They tell during the training whether it learned to"
        " read, or only learned its pictures by heart.",
        "Like a test with new questions, not those of the homework.",
    ),
    "test": Term(
        "Test pictures",
        "Pictures that it sees when all is over, to measure how good it is. Nothing is chosen by them.",
        "MNIST has 10,000, written by people whose digits are not among the training pictures.",
    ),
    "overfitting": Term(
        "Overfitting",
        "It learns its training pictures by heart, with all that is special about them, and reads new ones worse.",
        "100 % of its own pictures right, 85 % of new ones: the two curves drift apart.",
    ),
    "dropout": Term(
        "Dropout",
        "In training, some numbers are blanked at random, each time others. So it cannot rely on a single clue.",
        "A team in which somebody is missing every day: all must learn everything.",
    ),
    "augmentation": Term(
        "Data augmentation",
        "Training pictures are turned, moved and bent a little, each time anew, as if there were more of them.",
        "From one 7 it gets a slanted 7, a small 7 and a 7 further left.",
    ),
    "weight-decay": Term(
        "L1 and L2",
        "Large weights cost extra. So it keeps its numbers small and its answers simple; L1 makes many of them 0.",
        "One way to answer with ten small clues instead of a single huge one.",
    ),
    "batch-norm": Term(
        "Batch normalisation",
        "Brings the numbers within the network into one range, batch by batch, so that it learns faster.",
        "Like giving marks from 1 to 6 for each test, however many points it had.",
    ),
    "early-stopping": Term(
        "Early stopping",
        "The training ends once the validation pictures get no better.",
        "Stop studying once you only learn the page numbers by heart.",
    ),
    "cross-validation": Term(
        "Cross-validation",
        "The pictures are cut into parts, and each part is once the one that is kept apart. So luck counts less.",
        "With 5 parts, 5 networks are trained; their five results are averaged.",
    ),
    "seed": Term(
        "Seed",
        "The number from which all chance begins: the first weights, and the order of the pictures.",
        "The same seed gives the same result; another one a slightly different one.",
    ),
    "precision": Term(
        "Precision",
        "Of all that it called a 7: how much of it was a 7?",
        "It says “7” ten times and is right nine times: 90 %.",
    ),
    "recall": Term(
        "Recall",
        "Of all real 7s: how many did it find?",
        "There are twenty 7s and it finds nine of them: 45 %.",
    ),
    "f1": Term(
        "F1",
        "Precision and recall in one number; it is high only where both are.",
        "Precision 90 % and recall 45 % make an F1 of 60 %.",
    ),
    "confusion-matrix": Term(
        "Confusion matrix",
        "A table of what was taken for what: a row for what it is, a column for what it was read as.",
        "In the row of 7 and the column of 2 stands 4: four 7s were taken for a 2.",
    ),
    "calibration": Term(
        "Calibration",
        "Whether it is as often right as it is sure.",
        "Of 100 answers that are 80 % sure, 80 should be right. If 60 are, it is too sure of itself.",
    ),
    "interval": Term(
        "95 % interval",
        "How far the figure may be off by luck, since only some pictures were tried.",
        "93 % right, 91 to 95: with other pictures it would most likely come out between those two.",
    ),
    "occlusion": Term(
        "Occlusion",
        "A small patch of the picture is covered, and the network is asked again. Where the answer suffers most, the"
        " picture mattered most.",
        "Cover the bar of a 7, and it may become a 1.",
    ),
    "grad-cam": Term(
        "Grad-CAM",
        "A map of heat over the picture: warm is where the last convolution found what speaks for the answer.",
        "For a 9, its round head glows.",
    ),
}


def terms(*names: str) -> None:
    """Show terms beside one another, keys of `TERMS`; a press opens one below them, and closes the one before."""
    each = [_term(name) for name in names]
    html.show(Markup('<div class="ink-terms">{}</div>').format(html.together(*each)))


_TERM = Markup(
    '<details class="ink-term" name="glossary"><summary>{}</summary><div>{}<p>{}<br><em>{}</em></p></div></details>'
)


def _term(name: str) -> Markup:
    title, sentence, example = TERMS[name]
    return _TERM.format(title, glossary_pictures.picture(name), sentence, example)
