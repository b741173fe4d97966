"""The engagement and its rules: values and pure functions, no disk, no clock, no language."""
