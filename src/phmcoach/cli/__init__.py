"""The command line: words and signatures around the use cases.

A module here imports nothing heavy when it is loaded (pydantic, rich, jinja2, typst): what a
command needs is imported in its body, so that `--help` and completion stay quick.
"""
