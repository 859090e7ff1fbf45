/** Somebody else's card: reporting it to the team, and its note. */
import { annoncer, montrer } from '../composants/dom.js';

/** @param {any} carte */
export function noteDe(carte) {
  return [carte.auteur, carte.reformulee ? 'reformulé par l’équipe d’animation' : ''].filter(Boolean).join(' · ');
}

/** @param {HTMLElement} li @param {any} contexte @returns {HTMLElement} */
export function brancherAutre(li, contexte) {
  const bouton = /** @type {HTMLElement} */ (li.querySelector('.signaler'));
  const motifs = /** @type {HTMLElement} */ (li.querySelector('.motifs'));
  bouton.onclick = () => {
    bouton.setAttribute('aria-label', 'Signaler « ' + (li.querySelector('.carte-texte')?.textContent || '') + ' »');
    montrer(motifs, motifs.hidden === true);
    bouton.setAttribute('aria-expanded', String(!motifs.hidden));
  };
  motifs.onclick = (e) => {
    const motif = /** @type {HTMLElement} */ (e.target).dataset.motif;
    if (!motif) return;
    montrer(motifs, false);
    contexte.lien.envoyer('signaler_contribution', { contribution_id: li.dataset.cle, motif }).then((/** @type {any} */ r) => {
      bouton.textContent = r.ok ? 'Signalée à l’équipe' : 'Signaler';
      annoncer(r.ok ? 'Carte signalée à l’équipe d’animation' : r.message);
    });
  };
  return li;
}
