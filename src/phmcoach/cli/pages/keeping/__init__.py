"""What the commands of `commands/keeping` ask and print."""

"""The pages of the commands that keep a practice."""
