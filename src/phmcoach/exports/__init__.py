"""Write plain values in the formats of other programs: CSV, e-mail drafts, zip archives.

Nothing here reads the user's files or the clock.
"""
