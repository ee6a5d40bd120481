"""Background jobs: periodic ones, and long ones that people ask for. `table.py` lists them."""
