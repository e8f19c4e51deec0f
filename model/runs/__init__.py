"""Trainings that are kept: run folders, the queue, who does them, groups of runs, and which version answers.

Knows training and evaluation. Does not know how a network is explained, or pages.
"""
