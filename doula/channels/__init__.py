"""Ways in for mothers: the door that all lead through, and a file for each service."""
