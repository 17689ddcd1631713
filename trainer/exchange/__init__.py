"""Other programs' formats: the log as JSON Lines and CSV, Anki's packages and review logs."""
