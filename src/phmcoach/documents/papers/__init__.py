"""The papers: what each one says, and to whom."""
