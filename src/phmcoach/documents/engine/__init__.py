"""From a template to a PDF: Jinja, Markdown, typography, Typst."""
