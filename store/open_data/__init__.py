"""What visitors take with them: results and users as files for spreadsheets, and searches as feeds."""
