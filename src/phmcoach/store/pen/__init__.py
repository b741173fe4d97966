"""The machine that records in the ledger, and the lock that only it gets."""
