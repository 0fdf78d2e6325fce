"""The preview: it watches, builds, serves and says what is wrong."""
