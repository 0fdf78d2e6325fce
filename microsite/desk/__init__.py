"""What the editor's commands do to files, and a page on its way to a reviewer and back."""
