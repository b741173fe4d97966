"""Rules of keeping a practice: files of a backup, and entries that an older ledger lacks."""
