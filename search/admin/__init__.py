"""What editors have of the search in the admin: synonyms, initials, pins, what people ask, what it could not take."""
