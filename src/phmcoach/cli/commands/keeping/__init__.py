"""The commands that keep what a coach could lose, and what nobody else may read."""
