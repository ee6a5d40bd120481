"""Deployments in Wagtail's admin: the list, its export, the form, the history."""
