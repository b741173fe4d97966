"""What the commands of `commands/keeping` ask and print."""
