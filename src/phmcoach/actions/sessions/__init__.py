"""Sessions: planned, recorded, called off, listed, and how regular they are."""
