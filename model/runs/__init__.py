"""Trainings that are kept: their folders and rows, the queue, and runs that belong together.

Knows training and evaluation. Does not know how a network is explained, or pages.
"""
