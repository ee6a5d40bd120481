"""The fund from January 2021 to January 2023, through the writers that people use, on its true dates."""
