"""The changes of two machines, merged, and which of them records in the ledger."""
