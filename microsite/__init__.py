"""A static site generator for teaching sites: linked glossary, cited claims, checked content."""

from pathlib import Path

__version__ = "0.1.0"

PROJECT = Path(__file__).resolve().parent.parent
"""The folder that holds the project's own templates and static files, beside the package."""
