"""The gate between the data of files and records: Pydantic validates what is not known."""
