"""The catalogue room: files under `knowledge/` <-> the core's entries.

read   files -> Catalogue: source (one file), shape (what may stand in it), files (a folder), read
check  the rules an editor keeps, every fault at once
page   a vendor's page -> rows: page_text, page_markdown, page_html, one module for each form
import importing: page against catalogue -> difference; write: entries -> files
"""
