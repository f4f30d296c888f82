"""What must survive a crash: messages seen, cases opened, posts owed. SQLite or PostgreSQL, through the same code.

`store` opens it; each other module is a table and the questions that are asked of it.
"""
