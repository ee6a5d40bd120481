"""What is done at its own rhythm, or asked for by a person and long. `table.py` lists it all."""
