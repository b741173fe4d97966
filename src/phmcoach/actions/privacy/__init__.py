"""Answer a person who asks what is held of them, and say what is kept for too long."""
