/** The score: every phase with planned and real minutes; a tap goes there, the other button opens its settings. */
import { cloner, lister, parId, remplir } from '../composants/dom.js';
import { demander } from '../composants/dialogue.js';
import { ouverte, phaseCourante, phasesTriees } from '../noyau/reducteur.js';
import { avecConfirmation } from './confirmation.js';
import { texteMinutes } from './deroule.js';
import { ouvrirReglages } from './reglages.js';
import { aideDe } from './suite.js';

/** @typedef {import('../noyau/types.js').Phase} Phase */
/** @typedef {import('./contexte.js').Contexte} Contexte */

const ETATS = { preparee: 'à venir', active: 'en cours', prolongee: 'en cours, prolongée', fermee: 'terminée', revelee: 'terminée, montrée à tout le monde' };

/** @param {Contexte} ctx */
export function partition(ctx) {
  const liste = parId('partition');
  liste.addEventListener('click', (e) => {
    const bouton = /** @type {HTMLElement} */ (e.target).closest('button');
    const ligne = bouton && /** @type {HTMLElement | null} */ (bouton.closest('[data-cle]'));
    const phase = ligne && ctx.etat().phases.get(ligne.dataset.cle || '');
    if (!bouton || !phase) return;
    if (bouton.dataset.action === 'regler') ouvrirReglages(ctx, phase.id);
    else aller(ctx, phase);
  });
  return {
    /** @param {import('../noyau/types.js').Etat} etat */
    rendre(etat) {
      const courante = phaseCourante(etat);
      const mene = etat.seance !== null && ['ouverte', 'en_cours', 'en_pause'].includes(etat.seance.etat);
      lister(liste, phasesTriees(etat), (p) => p.id, () => cloner('g-phase'), (ligne, phase) => {
        const ici = courante !== null && courante.id === phase.id;
        ligne.dataset.etat = ici ? 'ici' : phase.etat === 'preparee' ? 'avenir' : 'faite';
        // the thread runs red up to where the séance stands, whatever was skipped on the way
        ligne.dataset.fil = ici ? 'ici' : courante !== null && phase.ordre < courante.ordre ? 'avant' : 'apres';
        const bouton = /** @type {HTMLButtonElement} */ (ligne.querySelector('[data-action=aller]'));
        bouton.disabled = !mene || ouverte(phase);
        if (ici) bouton.setAttribute('aria-current', 'step');
        else bouton.removeAttribute('aria-current');
        const prevu = texteMinutes(phase.duree_s);
        const reel = phase.duree_reelle_s === null || ouverte(phase) ? '' : texteMinutes(Math.max(60, phase.duree_reelle_s));
        remplir(ligne, {
          titre: phase.titre,
          etat: ` (${ETATS[/** @type {keyof typeof ETATS} */ (phase.etat)]}) `,
          reel: reel && prevu ? `${reel} sur\u00a0` : reel,
          prevu,
          regler: `Réglages de «\u00a0${phase.titre}\u00a0»`,
        });
      });
    },
  };
}

/** Going anywhere but the next step is asked first. @param {Contexte} ctx @param {Phase} phase */
async function aller(ctx, phase) {
  const courante = phaseCourante(ctx.etat());
  const retour = courante !== null && phase.ordre <= courante.ordre;
  const oui = await demander({
    titre: retour ? `Revenir à «\u00a0${phase.titre}\u00a0»\u202f?` : `Passer à «\u00a0${phase.titre}\u00a0»\u202f?`,
    texte: retour ? 'Rien ne sera effacé.' : aideDe(ctx.etat(), phase),
    confirmer: retour ? 'Revenir à cette étape' : 'Démarrer cette étape',
  });
  if (oui) await avecConfirmation(ctx, 'demarrer_phase', { phase_id: phase.id });
}
