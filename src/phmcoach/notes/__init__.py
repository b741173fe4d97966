"""Private notes: files of the age program, and the memory in which an editor may see their text.

A note is plain text only here, in memory: it is never written to a disk, logged or given to another
program as an argument.
"""
