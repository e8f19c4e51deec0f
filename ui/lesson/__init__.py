"""The lesson: seven cards for 45 minutes, shown below the bar of every page while it is switched on.

Knows the pages by their addresses and the keys of a session. Does not know how a page shows anything.
"""
