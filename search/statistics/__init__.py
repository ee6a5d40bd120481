"""What people ask the catalogue: counted by question and by day, never by person."""
