"""Pages for visitors who are not signed in, kept in memory and served again until something they show changes."""
