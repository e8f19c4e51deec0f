"""Who may do what: the teacher and the pupils of a class, without accounts.

Knows visitors, the teacher's passcode, signed tokens, and what the teacher allows. Does not know runs or pages.
"""
