"""The papers: the content and the readers of each document."""
