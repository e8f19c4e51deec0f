"""Networks taken home and brought back: a page that needs no network, LiteRT, ONNX, SavedModel, and Inkling's own file.

Knows the folder of a classifier and the formats of others. Does not know runs or pages.
"""
