"""The text of TOML files: reading it with line numbers, and changing single keys in it."""
