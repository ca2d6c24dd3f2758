"""Rasa's door to doula: thin action classes, no decisions."""
