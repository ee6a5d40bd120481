"""Everything that is invented for the demonstration (`make demo`), and what only the demonstration shows."""
