"""Which machine records in the ledger, and the lock that only that one gets."""
