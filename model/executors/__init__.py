"""Who does the trainings: this machine, or a cluster's engine.

Knows how a command is started somewhere, watched and ended. Does not know what a run is about, the queue, or pages.
"""
