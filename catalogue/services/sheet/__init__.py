"""What a sheet shows: its facts, its card in lists, its pictures, its data for machines."""
