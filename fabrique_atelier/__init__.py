"""Fabrique Atelier: from the ideas of a village hall to the activity that answers them."""

__version__ = "0.1.0"
