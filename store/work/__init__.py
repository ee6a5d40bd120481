"""What is done at its own rhythm, or asked for by a person and long. `store/jobs.py` lists it all."""
