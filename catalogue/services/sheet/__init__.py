"""What a sheet shows: its lines, its card in lists, its pictures, its data for machines."""
