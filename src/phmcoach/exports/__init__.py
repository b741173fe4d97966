"""What leaves the folder in the formats of other programs, out of plain values.

Nothing here reads the user's files or knows the day.
"""
