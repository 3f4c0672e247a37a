"""What travels in a bundle: numpy only, and nothing else of this project."""
