"""The shape of records: data becomes a record here, validated by Pydantic or known to be valid."""
