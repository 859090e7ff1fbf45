// The form of a decision: only the fields the chosen one needs are shown. Nothing typed is erased by changing one's mind.

const choix = document.querySelector("[data-decision]");

/** The decision that is ticked, as the parts it needs; null before any is. */
function besoins() {
  const coche = choix?.querySelector("input:checked");
  return coche instanceof HTMLInputElement ? (coche.dataset.besoins ?? "").split(" ") : null;
}

/** Show what is needed; a part that holds an error stays in sight whatever is ticked. */
function montrer() {
  const utiles = besoins();
  for (const partie of document.querySelectorAll("[data-besoin]")) {
    if (!(partie instanceof HTMLElement)) continue;
    const utile = utiles !== null && utiles.includes(partie.dataset.besoin ?? "");
    partie.hidden = !utile && partie.querySelector(".champ-erreur") === null;
  }
}

/** Tell whether a line of réserve or request holds something. @param {Element} ligne */
function remplie(ligne) {
  return [...ligne.querySelectorAll("input")].some((champ) => champ.value !== "") || ligne.querySelector(".champ-erreur") !== null;
}

/** Of several lines to fill, show those that hold something and one more. */
function deplier() {
  for (const liste of document.querySelectorAll(".lignes-a-remplir")) {
    const lignes = [...liste.querySelectorAll(".ligne-decision")];
    const derniere = lignes.map(remplie).lastIndexOf(true);
    lignes.forEach((ligne, n) => {
      if (ligne instanceof HTMLElement) ligne.hidden = n > derniere + 1;
    });
  }
}

choix?.addEventListener("change", montrer);
for (const liste of document.querySelectorAll(".lignes-a-remplir")) liste.addEventListener("input", deplier);
montrer();
deplier();

export {};
