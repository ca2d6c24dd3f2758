"""doula answers expectant mothers from reviewed articles."""
