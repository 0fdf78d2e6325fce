"""A static site generator for teaching sites: linked glossary, cited claims, checked content."""

__version__ = "0.1.0"
