"""Routes that cost nothing until somebody writes their address.

Werkzeug compiles two functions per route when it is registered: half a second for ours, at every start. Most are never called by the
process that made them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Constructeur = Callable[..., tuple[str, str]]
#: What a function depends on → the function: the same for every application of a process.
_FAITS: dict[Any, Constructeur] = {}


class Regle(Rule):
    """A route whose address is compiled the first time it is written. Should Werkzeug rename what this overrides, it is as before."""

    def _compile_builder(self, append_unknown: bool = True) -> Constructeur:
        cle = (tuple(self._trace), repr(self.defaults), append_unknown)
        compiler = super()._compile_builder

        def ecrire(regle: Rule, **valeurs: Any) -> tuple[str, str]:
            if cle not in _FAITS:
                _FAITS[cle] = compiler(append_unknown)
            return _FAITS[cle](regle, **valeurs)

        return ecrire
