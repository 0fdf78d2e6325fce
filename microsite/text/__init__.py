"""One text becomes one Draft."""
