// On a phone the rooms of a dossier are on one line that slides: bring the present one into sight.

const ici = document.querySelector(".onglets [aria-current]");
const ligne = document.querySelector(".onglets ul");
if (ici instanceof HTMLElement && ligne instanceof HTMLElement) {
  ligne.scrollLeft = ici.offsetLeft - (ligne.clientWidth - ici.offsetWidth) / 2;
}

export {};
