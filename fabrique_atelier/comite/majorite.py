"""From the voices to the result, and to its sentence (``domaine.md`` §2.6, §3.20). Pure."""

from __future__ import annotations

from dataclasses import dataclass

#: Decision → what « pour » was about, when the members spoke on the decision itself.
_POUR = {
    "ajournee": " l’ajournement",
    "refusee": " le refus",
    "retournee": " le renvoi",
    "abandon_acte": " l’abandon",
    "complement_demande": " le complément",
}


@dataclass(frozen=True, slots=True)
class Totaux:
    """Voices by opinion; a voice given by pouvoir counts like the others."""

    favorable: int = 0
    favorable_reserves: int = 0
    defavorable: int = 0
    abstention: int = 0

    @property
    def pour(self) -> int:
        """Favourable, with réserves or without."""
        return self.favorable + self.favorable_reserves

    @property
    def exprimes(self) -> int:
        """Voices expressed: an abstention is not one."""
        return self.pour + self.defavorable

    @property
    def total(self) -> int:
        """Every voice that spoke."""
        return self.exprimes + self.abstention


@dataclass(frozen=True, slots=True)
class Resultat:
    """How the members settled it; ``adoptee`` None: nobody expressed anything, the tally settles nothing."""

    regle: str
    adoptee: bool | None


def departager(totaux: Totaux, majorite: str, president: str = "", *, voix_preponderante: bool = False) -> Resultat:
    """Tell whether the proposal is carried. Consensus: nobody against; else, simple majority of the voices expressed.

    Args:
        president: how the chair voted (a code of ``noms.AVIS``), used on a tie when the rules give a casting vote.
    """
    pour, contre = totaux.pour, totaux.defavorable
    if not totaux.exprimes:
        return Resultat(majorite, None)
    if majorite == "deux_tiers":
        return Resultat("deux_tiers", 3 * pour >= 2 * totaux.exprimes)
    if majorite == "consensus" and not contre:
        return Resultat("consensus", adoptee=True)
    if pour == contre and voix_preponderante and president in ("favorable", "favorable_reserves", "defavorable"):
        return Resultat("preponderante", president != "defavorable")
    return Resultat("simple", pour > contre)


def phrase(totaux: Totaux | None, deports: int, decision: str = "", sur: str = "decision") -> str:
    """Write the tally as people say it: « 7 pour, 1 déport », « 6 pour l’ajournement, 2 abstentions »."""
    t = totaux or Totaux()
    suffixe = _POUR.get(decision, "") if sur == "decision" else ""
    parties = [
        (t.favorable, f"pour{suffixe}", f"pour{suffixe}"),
        (t.favorable_reserves, "pour avec réserves", "pour avec réserves"),
        (t.defavorable, "contre", "contre"),
        (t.abstention, "abstention", "abstentions"),
        (deports, "déport", "déports"),
    ]
    return ", ".join(f"{n}\u00a0{un if n == 1 else plusieurs}" for n, un, plusieurs in parties if n)
