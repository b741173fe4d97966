"""The practice of a solo professional coach, in plain files and from a terminal."""

__version__ = "0.1.0"
