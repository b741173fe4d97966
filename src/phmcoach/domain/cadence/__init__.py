"""The cadence check: how regular the sessions of an engagement are."""
