"""Use cases of the private notes: their keys, their files and their texts."""
