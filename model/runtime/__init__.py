"""What the rest runs on: TensorFlow and Keras, and processes of their own for what needs them.

Knows processes and libraries. Does not know networks or pictures.
"""
