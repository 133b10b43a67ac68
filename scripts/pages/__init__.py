"""What the site of the documentation has besides the pages of docs/: the front page, the operations, and the reference."""
