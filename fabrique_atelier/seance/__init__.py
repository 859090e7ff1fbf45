"""The live workshop: phases, participants, contributions, clusters, votes and the numbered journal.

Stands alone: it knows nothing of the pipeline, of HTTP or of Socket.IO. Rules work on :class:`etat.EtatSeance` and know no
database; ``executeur`` is the only place that writes.
"""
