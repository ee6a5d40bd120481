"""How good the answers are, for questions that people judged: `manage.py measure_relevance`."""
