"""What maintainers write."""
