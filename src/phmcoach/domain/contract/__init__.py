"""The contract: its terms, gates, amendments, evaluation and end."""
