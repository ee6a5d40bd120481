"""How editors work in Wagtail's admin: what needs doing, who approves what, what a maintainer may open there."""
