"""How regular the sessions of an engagement are."""
