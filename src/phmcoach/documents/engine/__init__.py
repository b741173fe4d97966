"""Render templates to PDF: Jinja, Markdown, typography, Typst."""
