"""Which event writes which letter to whom: the table is `correspondence`, then one module per subject."""
