/** Promotion: the title follows what is ticked, until somebody writes one. */
const formulaire = document.querySelector('[data-promotion]');
const titre = /** @type {HTMLInputElement|null} */ (document.getElementById('titre'));

/** @param {HTMLFormElement} f @param {HTMLInputElement} champ */
function suivre(f, champ) {
  let propose = champ.value;
  f.addEventListener('change', (e) => {
    const case_ = e.target;
    if (!(case_ instanceof HTMLInputElement) || !case_.dataset.titre || champ.value !== propose) return;
    const premiere = /** @type {HTMLInputElement|null} */ (f.querySelector('input[data-titre]:checked'));
    propose = (premiere && premiere.dataset.titre) || '';
    champ.value = propose;
  });
}

if (formulaire instanceof HTMLFormElement && titre) suivre(formulaire, titre);
