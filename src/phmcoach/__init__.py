"""Run the practice of a solo professional coach from a terminal, in plain files."""

__version__ = "0.1.0"
