"""The search in the admin: synonyms, initials, pinned results, questions, and sheets that could not be indexed."""
