"""The steps from an empty database to this version's tables: what has been released is never changed."""
