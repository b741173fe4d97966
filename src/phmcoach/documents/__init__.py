"""Render documents from plain values: views, templates, Typst, PDF.

Nothing here reads the user's files or the clock: functions are given records and dates, and return
the bytes of a document together with the source from which they were made.
"""
