"""The chat platforms: their events -> Inbound, posts owed -> their messages. They never import each other."""
