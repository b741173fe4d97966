"""The folder of plain files: the only package that reads and writes the user's data."""
