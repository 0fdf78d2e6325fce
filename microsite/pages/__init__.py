"""A Site becomes pages."""
