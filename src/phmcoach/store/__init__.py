"""The folder of plain files: the only part of the product that reads and writes the user's data."""
