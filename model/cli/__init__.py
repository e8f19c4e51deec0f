"""The command line: its options and its commands.

Knows all of `model`, and click. Does not know Streamlit; a command does what a page does, by the same functions.
TensorFlow takes seconds to import, so what needs it is imported by the commands that need it.
"""
