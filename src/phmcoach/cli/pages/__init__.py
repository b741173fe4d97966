"""The output of commands, and the forms that they ask to fill in."""
