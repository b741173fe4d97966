"""The command line: words and signatures around the use cases.

`app` runs `commands`, which show `pages` by means of `shell`. Nothing heavy (pydantic, rich,
jinja2, typst) is imported to print a help page or to complete a word: a command imports what it
runs, and its page, in its body.
"""
