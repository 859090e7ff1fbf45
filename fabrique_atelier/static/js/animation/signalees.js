/** Cards somebody has reported, on top of everything else until the team decides. */
import { annoncer, cloner, ecrire, lister, montrer, parId, pluriel, remplir } from '../composants/dom.js';
import { moderer, nommer } from './moderation.js';

/** @param {import('./contexte.js').Contexte} ctx */
export function signalees(ctx) {
  const liste = parId('signalees-liste');
  let dernier = 0;
  liste.addEventListener('click', (e) => {
    const bouton = /** @type {HTMLElement} */ (e.target).closest('button');
    const bloc = bouton && /** @type {HTMLElement | null} */ (bouton.closest('[data-cle]'));
    const carte = bloc && ctx.etat().contributions.get(bloc.dataset.cle || '');
    if (bouton && carte) moderer(ctx, bouton, carte);
  });
  return {
    /** @param {import('../noyau/types.js').Etat} etat */
    rendre(etat) {
      const cartes = Array.from(etat.contributions.values())
        .filter((c) => c.etat === 'publiee' && c.signalements)
        .sort((a, b) => b.rang - a.rang);
      const titre = cartes.length === 1 ? 'Une carte signalée' : `${cartes.length}\u00a0cartes signalées`;
      montrer(parId('signalees'), cartes.length > 0);
      ecrire(parId('signalees-titre'), titre);
      if (cartes.length > dernier) annoncer(titre);
      dernier = cartes.length;
      lister(liste, cartes, (c) => c.id, () => cloner('g-signalee'), (bloc, carte) => {
        remplir(bloc, {
          texte: `«\u00a0${carte.texte || ''}\u00a0»`,
          details: pluriel(carte.signalements || 0, 'signalement', 'signalements'),
        });
        nommer(bloc, carte.texte || '');
      });
    },
  };
}
