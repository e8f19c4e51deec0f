"""Networks as plain data: their layers, the zoo of them, shapes and parameters, optimizers; and the same in Keras.

Knows layers. Does not know pictures, data sets, how a network is trained or what it is used for.
"""
