"""How a practice is kept: what a backup may contain, and what an older copy of the ledger lacks."""
