"""Data from other programs and for them: the calendar, tables, logs of hours."""
