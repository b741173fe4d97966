"""The use cases, one function each: they take a context and keyword arguments and return a value.

Nothing here prints or prompts. This is the Python interface of the program.
"""
