"""The class's own digits: drawings that their writers confirmed or corrected.

Knows what a sample is and where it is kept. Does not know networks, trainings or pages.
"""
