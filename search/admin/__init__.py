"""What editors have of the search in the admin: synonyms, pinned results, what people ask, what it could not take."""
