// On a phone the menu of a fabrique and the rooms of a dossier are lines that slide: bring the present place into sight.

for (const nom of [".bureau__menu", ".onglets"]) {
  const ici = document.querySelector(`${nom} [aria-current]`);
  const ligne = document.querySelector(`${nom} ul`);
  if (ici instanceof HTMLElement && ligne instanceof HTMLElement) {
    ligne.scrollLeft = ici.offsetLeft - (ligne.clientWidth - ici.offsetWidth) / 2;
  }
}

export {};
