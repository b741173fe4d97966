"""What commands print, and the forms that they ask to fill in."""
