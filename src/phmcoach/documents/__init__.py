"""French paper out of plain values: views, templates, Typst, PDF.

Nothing here reads the user's files or knows the day: it is given records and dates, and returns
the bytes of a document together with the source that they were made from.
"""
