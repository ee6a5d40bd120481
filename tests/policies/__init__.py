"""Every address of the site × role × own or other's object × method: what happens is in table.csv."""
