"""What must hold in every register, looked up in the tables themselves; nothing here changes anything."""
