"""What lies on disk: where it lies, how it is written and read so that no fault of a disk or a file spreads.

Knows files, folders, JSON and arrays in archives, what a machine keeps for itself, what several share, and the bin.
Does not know what they hold.
"""
