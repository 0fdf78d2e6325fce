"""The files beside the pages."""
