"""Three questions for a first visit, each of which may be passed: no account, and answers that only addresses hold."""
