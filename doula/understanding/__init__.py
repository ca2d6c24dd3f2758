"""Rasa graph components: shells around the pure modules."""
