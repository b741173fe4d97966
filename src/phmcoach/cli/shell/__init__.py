"""The machinery of the command line: options, prompts, tables, languages, errors."""
