"""The web: the desk, a page for every code, catalogue and remedy, the search, the JSON API; and all of it as files.

app (what is joined here: routes, headers, errors) - desk (the bot as a chat), reference, api (the doors) - asking (text ->
answer, and its one log line) - body, origin (what a request brings, bounded, and from where) - site (where pages stand,
in which language) - views, entries, catalogues, results (what is known -> what the templates show) - printer (values ->
pages) - press (a page as it goes over the wire, kept) - assets (what pages fetch) - export (the pages as files) - labels
(phrases that only the web has) - openapi (the API, described) - serve (the process).
There is one renderer: scripts fetch the same HTML that a browser without scripts gets, and a file is the same page.
"""
