"""The glossary linker, and the choice of its links."""
