"""The rows of `coach today`, derived from the other rules."""
