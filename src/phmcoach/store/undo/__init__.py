"""The changes of each command, kept for a while so that `coach undo` can take them back."""
