"""The data sets: each one object in a registry, with how its pictures are shared out and mixed.

Knows pictures, configs and where data come from. Does not know networks, training or pages.
"""
