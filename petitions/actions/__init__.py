"""What people do: one verb a module, one transaction a verb; ``_unit`` commits, ``_advance`` moves the case."""
