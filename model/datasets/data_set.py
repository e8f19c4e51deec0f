"""What a data set is: all that can be said of it, and the way to its pictures.

Knows pictures and configs. Does not know which data sets there are (see `registry`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from model.config import TrainingConfig
from model.datasets.pictures import Pictures
from model.datasets.splitting import Alike
from model.inference.card import DIGITS, Source

Enriched = Callable[[Pictures, Pictures, TrainingConfig], tuple[Pictures, Pictures]]


@dataclass(frozen=True)
class DataSet:
    """A data set: what a training, a page, the command line and a card need to know of it.

    Attributes:
        id: names it in configs and on the command line.
        title: what it is called: `translated` where it is shown, since one of own pictures was typed.
        shape: height, width and channels of its pictures.
        classes: their names, in the order of the labels.
        training: how many pictures there are to train and validate on.
        testing: how many are kept for the test.
        sources: where its pictures come from, for the card; data sets that have one in common are not mixed.
        train: returns the pictures to train and validate on; raises DataError.
        test: returns those for the test, which no training sees; raises DataError.
        loader: lines of Python by which a script of its own gets x, y, x_test and y_test, each x as (n, height, width,
            channels); "" where a file beside the script brings them.
        alike: which of the pictures to train and validate on equal one another; None where none does, or nobody looked.
        mirrored: whether a colour picture in the mirror is still of its class, so that augmentation may mirror it.
        enriched: makes training and validation pictures of the divided ones, where more is learned from than these.
        strokes: returns where the pen strokes in a file of that name come from; None where it takes no such files
            (`TrainingConfig.strokes`).
        has_no_class: whether it holds pictures of no class, label -1.
        validates_unseen_writers: whether it validates on writers that the training did not see, so that temperature and
            threshold can be set on them.
        is_here: whether its pictures are on this computer.
        remark: returns one sentence that a training of the config begins with, or "".
    """

    id: str
    title: str
    shape: tuple[int, int, int]
    classes: tuple[str, ...]
    training: int
    testing: int
    sources: tuple[Source, ...]
    train: Callable[[], Pictures]
    test: Callable[[], Pictures]
    loader: str = ""
    alike: Alike | None = None
    mirrored: bool = True
    enriched: Enriched | None = None
    strokes: Callable[[str], Source] | None = None
    has_no_class: bool = False
    validates_unseen_writers: bool = False
    is_here: Callable[[], bool] = lambda: True
    remark: Callable[[TrainingConfig], str] = lambda config: ""

    @property
    def reads_digits(self) -> bool:
        """Whether a network that learned it can answer a drawing: ten digits, 28x28 and grey."""
        return self.shape == (28, 28, 1) and self.classes == DIGITS
