"""Measures what the assistant understands: cases, results, report."""
