"""Elasticsearch breaks, is slow, comes back: what people see meanwhile, and what its index says afterwards."""
