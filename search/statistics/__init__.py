"""What people ask the catalogue: counted by question and day, never by person."""
