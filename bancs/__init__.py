"""The bench: the real application beside stock Flask-SocketIO and bare Node broadcasts, in one run."""
