"""What the page "Train" is made of: the form, the editor of a network, a run, a group of runs, the lists of both."""
