"""Use cases that move data in and out: the calendar, tables for a spreadsheet, logs of hours."""
