"""The learner's log and card states in a database."""
