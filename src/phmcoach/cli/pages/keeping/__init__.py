"""The questions and the output of `commands/keeping`."""
