"""What the Classify page draws: a tab a file, and the classifier that all of them are about."""
