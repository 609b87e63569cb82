"""The pages in Debian's chromium, as a phone shows them: JavaScript off, 360 pixels wide."""
