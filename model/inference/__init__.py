"""Answering: an image in, probabilities out, by LiteRT alone; could be shipped by itself.

Knows images and a classifier's folder. Does not know data sets, how a classifier was trained, or which one is in use.
"""
