"""The database of what several processes change: the class's samples, and which networks there are and answer.

Knows SQLAlchemy and Alembic. Does not know what the tables hold: each room declares its own on `METADATA`.
"""
