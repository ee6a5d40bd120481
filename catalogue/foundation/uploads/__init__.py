"""Checks of uploaded pictures and documents, by content rather than by name."""
