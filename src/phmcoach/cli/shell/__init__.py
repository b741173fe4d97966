"""The machinery of the command line: options, prompts, tables, languages, errors."""

PROGRAM = "coach"
"""The name by which a shell runs the program."""
