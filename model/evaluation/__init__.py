"""How good a classifier is: predictions on test pictures, metrics, calibration, mistakes, robustness, a report.

Knows classifiers and data sets. Does not know training or run folders: a run's history is given to it.
"""
