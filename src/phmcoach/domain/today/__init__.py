"""What a coach has to do today: the rows of `coach today`, from what the other rules decide."""
