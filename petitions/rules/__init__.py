"""What the Regulation says, as pure functions and values: no database, no web, no system clock."""
