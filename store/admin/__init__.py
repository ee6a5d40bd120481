"""Wagtail's admin as editors meet it: what needs doing, who approves what, what a maintainer may open there."""
