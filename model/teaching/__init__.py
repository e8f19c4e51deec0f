"""Teaching a network the class's own digits: what can be expected, the training, and how good it was before and after.

Knows samples, trainings and versions. Does not know pages.
"""
