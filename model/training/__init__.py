"""Training: fitting a network, augmentation, remedies, diagnosis of the curves, and what is left behind.

Knows data sets and Keras. Does not know run folders, processes or pages.
"""
