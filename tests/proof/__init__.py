"""What proves that a petition came in, and that nothing was changed since."""
