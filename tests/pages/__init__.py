"""The pages, as a browser without JavaScript meets them: over HTTP, against a whole wallet."""
