"""Plausible deployments for the demonstration, the same at every run, labelled as such wherever they are shown."""
