"""From a demand to a contract, its amendments, its evaluation and its end."""
