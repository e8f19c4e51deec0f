"""Pictures in memory: from a drawing or a photo to the 28x28 image that a network reads, and what can corrupt it.

Knows NumPy, Pillow, SciPy and scikit-image. Does not know networks, data sets, classifiers or pages.
"""
