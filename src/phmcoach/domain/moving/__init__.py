"""What comes from other programs and goes to them: the calendar, tables, logs of hours."""
