"""The load fleet: phones at protocol level, a history, a nemesis and a checker.

Nothing here imports the application: the fleet speaks ``docs/protocole.md`` like any stranger would, and the
checker reads the database tables by hand. A bug of the server can therefore not hide behind its own code.
"""
