"""The pages and the desk in a real Chromium, over a real socket, from the program as a user starts it."""
