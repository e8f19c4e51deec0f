"""Networks that may answer: which there are, where they come from, and which one answers the class.

Knows folders that hold a classifier. Does not know how one is trained, and not who may let one answer the class.
"""
