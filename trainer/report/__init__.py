"""Reports as text, Markdown and one self-contained HTML page, made from plain objects."""
