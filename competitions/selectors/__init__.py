"""Reads that span competitions, their windows, opportunities and our assets."""
