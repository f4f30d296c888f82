"""The web desk: one page to ask at, a page for every code, and the JSON API.

app (what is joined here: routes, headers, errors) - pages, api (the doors) - desk (the bot as a chat) - asking (text ->
answer, and its one log line) - body, origin (what a request brings, bounded, and from where) - views (Answer -> what the
templates show) - labels (phrases that only the web has) - openapi (the API, described) - logs - serve (the process).
There is one renderer: scripts fetch the same HTML that a browser without scripts gets.
"""
