"""The commands that move data in and out."""
