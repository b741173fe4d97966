"""The repository of git in the practice, and what is written from it."""
