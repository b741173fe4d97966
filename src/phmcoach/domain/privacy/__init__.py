"""The data held of a person, until when, and what of it they or others may ask for."""
