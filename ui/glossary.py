"""The glossary: each term of the field in plain words, with an example and often a picture, opened where it stands.

A press opens it within the browser alone: the server is not asked, and nothing on the page is drawn anew.
Knows words. Does not know pages: they name the terms that they use.
"""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from model.languages.translation import N_, _
from ui import glossary_pictures, html


class Term(NamedTuple):
    """A term: what it is called, what it is in a sentence or two, and an example."""

    title: str
    sentence: str
    example: str


TERMS: dict[str, Term] = {
    "pixel": Term(
        N_("Pixel"),
        N_("A small square of a picture, of one colour. To a computer it is a number: 0 is black, 1 is white."),
        N_("A digit of 28 by 28 pixels is 784 numbers."),
    ),
    "class": Term(
        N_("Class"),
        N_("One of the answers that a network can give. It can give no other."),
        N_("The digits 0 to 9 are ten classes. A network that knows only these can call a house a digit, too."),
    ),
    "label": Term(
        N_("Label"),
        N_("What a person says a picture shows. The network learns from it, and its answers are compared with it."),
        N_("Somebody wrote a 7 and noted “7”: that is the label, even where the 7 looks like a 1."),
    ),
    "probability": Term(
        N_("Probability"),
        N_("How likely each answer is, as the network sees it. Together they make 100 %."),
        N_("7: 90 %, 1: 8 %, all others together: 2 %. So its answer is 7."),
    ),
    "network": Term(
        N_("Neural network"),
        N_(
            "Many simple sums, layer after layer, that make an answer of a picture. Nobody writes the numbers in it by"
            " hand: it learns them from examples."
        ),
        N_("Pixels go in at the front, ten probabilities come out at the end."),
    ),
    "parameter": Term(
        N_("Parameter"),
        N_("A number in the network that it learns. All that it knows lies in these numbers; most are called weights."),
        N_("Inkling’s network has about 150,000 of them."),
    ),
    "layer": Term(
        N_("Layer"),
        N_("One step of the network: it takes numbers, computes others from them, and hands those on."),
        N_("The first layer sees lines, a later one sees corners and loops."),
    ),
    "convolution": Term(
        N_("Convolution"),
        N_(
            "A layer that looks at the picture through a small window, and moves the window over all of it. So it finds"
            " a line wherever the line is."
        ),
        N_("Like looking for one word in a text with a finger, letter by letter."),
    ),
    "kernel": Term(
        N_("Kernel"),
        N_(
            "The small square of numbers in such a window. Each pixel below it is multiplied by its number, and all is"
            " added up: a large sum means “here is what I look for”."
        ),
        N_("A kernel with high numbers in its middle column and low ones beside it finds upright strokes."),
    ),
    "filter": Term(
        N_("Filter"),
        N_("A kernel for each map that comes in, and one bias. What they find together becomes one map."),
        N_("A layer with 16 filters looks for 16 things, and hands on 16 maps."),
    ),
    "feature-map": Term(
        N_("Feature map"),
        N_("A picture of where one kernel found what it looks for: bright is a find, dark is none."),
        N_("For a 7, the map of a kernel for flat strokes is bright along the top of the 7."),
    ),
    "bias": Term(
        N_("Bias"),
        N_("A number that is added to every sum of a kernel. It says how much must be found before it counts."),
        N_("With a bias of -2, a sum of 3 leaves 1, and a sum of 1 leaves less than nothing."),
    ),
    "activation": Term(
        N_("Activation"),
        N_("What becomes of a sum before it is handed on. Also the number itself that comes out."),
        N_("ReLU, sigmoid and softmax are activations."),
    ),
    "relu": Term(
        N_("ReLU"),
        N_("What is below 0 becomes 0, and the rest stays as it is. So only finds are handed on."),
        N_("-3 becomes 0, and 5 stays 5."),
    ),
    "pooling": Term(
        N_("Pooling"),
        N_("A layer that makes the maps smaller: of each little square it keeps the largest number alone."),
        N_("Of 1, 3, 2 and 0 it keeps 3. Whether the stroke lies a pixel further left hardly matters any more."),
    ),
    "dense": Term(
        N_("Dense layer"),
        N_("A layer in which every number that comes in counts for every number that goes out, each by a weight."),
        N_("It sees “a flat stroke on top, a slanted one below” and adds up what speaks for a 7."),
    ),
    "neuron": Term(
        N_("Neuron"),
        N_("One of the sums of a dense layer: each number that comes in times its weight, all added up, and a bias."),
        N_("The last layer has ten neurons, one for each digit."),
    ),
    "logit": Term(
        N_("Logit"),
        N_("The sum of a neuron of the last layer. The larger it is, the more speaks for that class."),
        N_("8 for the 7, 4 for the 1 and less than 0 for the others: it says 7, and is 98 % sure."),
    ),
    "softmax": Term(
        N_("Softmax"),
        N_("Makes probabilities of the last numbers: the largest gets the most, and together they make 100 %."),
        N_("3, 2 and 1 become 67 %, 24 % and 9 %."),
    ),
    "sigmoid": Term(
        N_("Sigmoid"),
        N_("Makes a probability, 0 to 100 %, of one number. It is used where there are two classes."),
        N_("0 becomes 50 %, 3 becomes 95 %, and -3 becomes 5 %."),
    ),
    "training": Term(
        N_("Training"),
        N_(
            "The network answers examples, sees how wrong it was, and changes its numbers a little: thousands of times."
        ),
        N_("Like throwing balls at a basket, and each time correcting the throw by how far you missed."),
    ),
    "epoch": Term(
        N_("Epoch"),
        N_("One round in which the network sees each of its training pictures once."),
        N_("5 epochs of 300 pictures: it sees 1,500 pictures, each of them five times."),
    ),
    "batch": Term(
        N_("Batch"),
        N_("The pictures after which it changes its numbers: not after each picture, but after some."),
        N_("300 pictures in batches of 30 are 10 changes in each epoch."),
    ),
    "loss": Term(
        N_("Loss"),
        N_(
            "How wrong the answers are, as one number: small where it was right and sure, large where it was wrong and"
            " sure. Training makes it smaller."
        ),
        N_("90 % for the right answer costs 0.1; 10 % for it costs 2.3."),
    ),
    "cross-entropy": Term(
        N_("Cross-entropy"),
        N_(
            "The usual loss. It counts how likely the network found the right answer: the less likely, the more it"
            " costs."
        ),
        N_("50 % for the right answer costs 0.7; 1 % for it costs 4.6."),
    ),
    "accuracy": Term(
        N_("Accuracy"),
        N_("The share of pictures that it reads right."),
        N_("93 of 100 right is 93 %. Who guesses one of ten digits gets about 10 %."),
    ),
    "learning-rate": Term(
        N_("Learning rate"),
        N_("How large the steps are in which it changes its numbers."),
        N_("Too small, and it takes forever. Too large, and it jumps over the best place again and again."),
    ),
    "optimizer": Term(
        N_("Optimizer"),
        N_("The rule by which it changes its numbers after each batch, so that the loss falls."),
        N_("SGD walks straight downhill. Adam remembers where it came from, and chooses its pace for each number."),
    ),
    "validation": Term(
        N_("Validation pictures"),
        N_(
            "Pictures that are kept apart and never learned from. They tell during the training whether it learned to"
            " read, or only learned its pictures by heart."
        ),
        N_("Like a test with new questions, not those of the homework."),
    ),
    "test": Term(
        N_("Test pictures"),
        N_("Pictures that it sees when all is over, to measure how good it is. Nothing is chosen by them."),
        N_("MNIST has 10,000, written by people whose digits are not among the training pictures."),
    ),
    "overfitting": Term(
        N_("Overfitting"),
        N_(
            "It learns its training pictures by heart, with all that is special about them, and reads these better"
            " than new ones."
        ),
        N_("100 % of its own pictures right, 85 % of new ones: the two curves drift apart."),
    ),
    "dropout": Term(
        N_("Dropout"),
        N_("In training, some numbers are blanked at random, each time others. So it cannot rely on a single clue."),
        N_("A team in which somebody is missing every day: all must learn everything."),
    ),
    "augmentation": Term(
        N_("Data augmentation"),
        N_("Training pictures are turned, moved and bent a little, each time anew, as if there were more of them."),
        N_("From one 7 it gets a slanted 7, a small 7 and a 7 further left."),
    ),
    "weight-decay": Term(
        N_("L1 and L2"),
        N_(
            "Large weights cost extra. So it keeps its numbers small and its answers simple; L1 makes many of them"
            " almost 0."
        ),
        N_("One way to answer with ten small clues instead of a single huge one."),
    ),
    "batch-norm": Term(
        N_("Batch normalisation"),
        N_("Brings the numbers within the network into one range, batch by batch, so that it learns faster."),
        N_("Like giving marks from 1 to 6 for each test, however many points it had."),
    ),
    "early-stopping": Term(
        N_("Early stopping"),
        N_("The training ends once the validation pictures get no better."),
        N_("Stop studying once you only learn the page numbers by heart."),
    ),
    "cross-validation": Term(
        N_("Cross-validation"),
        N_("The pictures are cut into parts, and each part is once the one that is kept apart. So luck counts less."),
        N_("With 5 parts, 5 networks are trained; their five results are averaged."),
    ),
    "seed": Term(
        N_("Seed"),
        N_("The number from which all chance begins: the first weights, and the order of the pictures."),
        N_("The same seed gives the same result; another one a slightly different one."),
    ),
    "precision": Term(
        N_("Precision"),
        N_("Of all that it called a 7: how much of it was a 7?"),
        N_("It says “7” ten times and is right nine times: 90 %."),
    ),
    "recall": Term(
        N_("Recall"),
        N_("Of all real 7s: how many did it find?"),
        N_("There are twenty 7s and it finds nine of them: 45 %."),
    ),
    "f1": Term(
        N_("F1"),
        N_("Precision and recall in one number; it is high only where both are."),
        N_("Precision 90 % and recall 45 % make an F1 of 60 %."),
    ),
    "confusion-matrix": Term(
        N_("Confusion matrix"),
        N_("A table of what was taken for what: a row for what it is, a column for what it was read as."),
        N_("In the row of 7 and the column of 2 stands 4: four 7s were taken for a 2."),
    ),
    "calibration": Term(
        N_("Calibration"),
        N_("Whether it is as often right as it is sure."),
        N_("Of 100 answers that are 80 % sure, 80 should be right. If 60 are, it is too sure of itself."),
    ),
    "interval": Term(
        N_("95 % interval"),
        N_("How far the figure may be off by luck, since only some pictures were tried."),
        N_("93 % right, 91 to 95: with other pictures it would most likely come out between those two."),
    ),
    "fine-tuning": Term(
        N_("Fine-tuning"),
        N_(
            "A network that can read already learns a little more, in small steps, on new examples mixed with old ones."
            " So it need not begin from nothing, and forgets little."
        ),
        N_("Who can read learns a friend’s handwriting in minutes: nobody begins with the alphabet again."),
    ),
    "held-out": Term(
        N_("Kept apart"),
        N_("Some pupils’ digits are never learned from. They show how it reads people whom it has never met."),
        N_("Like a test in a language with sentences that were not in the book."),
    ),
    "occlusion": Term(
        N_("Occlusion"),
        N_(
            "A small patch of the picture is covered, and the network is asked again. Where the answer suffers most,"
            " the picture mattered most."
        ),
        N_("Cover the bar of a 7, and it may become a 1."),
    ),
    "grad-cam": Term(
        N_("Grad-CAM"),
        N_("A map of heat over the picture: warm is where the last convolution found what speaks for the answer."),
        N_("For a 9, its round head glows."),
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
    return _TERM.format(_(title), glossary_pictures.picture(name), _(sentence), _(example))
