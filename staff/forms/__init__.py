"""What the pages of the console ask, one module for each room."""
