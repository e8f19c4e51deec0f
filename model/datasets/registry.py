"""Which data sets there are: Inkling's own by their ids, the user's pictures and the class's digits by theirs.

A new data set is one file with a `DataSet` in it, and its row here.
"""

from __future__ import annotations

from model.datasets import class_digits, uploads
from model.datasets.cifar10 import CIFAR10
from model.datasets.data_set import DataSet
from model.datasets.faces import FACES
from model.datasets.handwriting import HANDWRITING
from model.datasets.mnist import MNIST
from model.languages.translation import N_
from model.settings import look_up

DATA_SETS: dict[str, DataSet] = {each.id: each for each in (MNIST, CIFAR10, FACES, HANDWRITING)}


def data_set(name: str) -> DataSet:
    """Return the data set of that id.

    Raises:
        ConfigError: there is none of that name.
        DataError: it is own pictures or digits of the class, and they are missing or damaged.
    """
    if class_digits.export_in(name):
        return class_digits.data_set(name)
    if uploads.is_id(name):
        return uploads.data_set(name)
    return look_up(DATA_SETS, N_("data set"), name)
