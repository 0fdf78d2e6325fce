"""Files become a Library."""
