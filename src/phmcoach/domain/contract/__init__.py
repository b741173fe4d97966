"""What was agreed, and what follows from it."""
