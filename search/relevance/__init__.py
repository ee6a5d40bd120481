"""How good the answers are, on questions whose answers people judged: `manage.py measure_relevance`."""
