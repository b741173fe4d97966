"""What two machines changed, made one again, and which of them records in the ledger."""
