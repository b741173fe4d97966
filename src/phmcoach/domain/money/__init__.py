"""What is quoted, invoiced, paid and owed."""
