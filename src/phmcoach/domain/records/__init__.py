"""The records that a practice keeps in its files."""
