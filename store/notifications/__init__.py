"""Which event writes which letter to whom: the table in `correspondence`, and one module per subject."""
