"""Looking inside a network: each layer by hand, what an answer hangs on, neighbours, how it learned.

Knows classifiers, data sets and snapshots of runs. Needs neither TensorFlow nor Keras. Does not know pages.
"""
