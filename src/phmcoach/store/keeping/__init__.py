"""Backups, and the gap in a ledger that an older copy leaves."""
