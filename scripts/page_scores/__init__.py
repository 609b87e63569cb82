"""What Lighthouse says of the five main pages of a citizen's wallet."""
