"""What each command changed, kept for a while so that `coach undo` can take it back."""
