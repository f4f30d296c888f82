"""Cases held back from the knowledge, and the shares of them that are answered right."""
