"""Logos and screens drawn for the demonstration: the same service always gives the same picture."""
