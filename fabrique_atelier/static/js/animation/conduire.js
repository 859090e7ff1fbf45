/** « Conduire »: where we are, the clock, and the one big button. The score and the reported cards are drawn beside. */
import { annoncer, ecrire, montrer, parId, pluriel } from '../composants/dom.js';
import { demander } from '../composants/dialogue.js';
import { ouverte, phaseCourante } from '../noyau/reducteur.js';
import { restant, texteRestant } from '../noyau/minuteur.js';
import { avecConfirmation } from './confirmation.js';
import { derive, place, resteApres, texteDerive, texteHeure, texteMinutes } from './deroule.js';
import { partition } from './partition.js';
import { signalees } from './signalees.js';
import { suite } from './suite.js';

/** @typedef {import('./contexte.js').Contexte} Contexte */

const ANNULATION_MS = 10000;
const REPOS_MS = 600;
const REOUVERTURE_MS = 24 * 3600 * 1000;

/** @param {Contexte} ctx */
export function ecranConduire(ctx) {
  const bouton = /** @type {HTMLButtonElement} */ (parId('suite-bouton'));
  const score = partition(ctx);
  const aRegarder = signalees(ctx);
  let enCours = false;
  let repos = 0;

  bouton.addEventListener('click', async () => {
    const etape = suite(ctx.etat());
    if (!etape || enCours || bouton.getAttribute('aria-disabled') === 'true') return;
    if (etape.confirmer && !(await demander({ titre: `${etape.libelle}\u202f?`, texte: etape.confirmer, confirmer: etape.libelle }))) return;
    enCours = true;
    bouton.setAttribute('aria-busy', 'true');
    await avecConfirmation(ctx, etape.type, etape.donnees);
    enCours = false;
    bouton.removeAttribute('aria-busy');
  });
  parId('conduire-boutons').addEventListener('click', (e) => {
    const choisi = /** @type {HTMLElement} */ (e.target).closest('button');
    const phase = phaseCourante(ctx.etat());
    if (!choisi || !phase) return;
    if (choisi.dataset.secondes) ctx.agir('prolonger_phase', { phase_id: phase.id, secondes: Number(choisi.dataset.secondes) });
    else if (choisi.id === 'conduire-fermer') ctx.agir('fermer_phase', { phase_id: phase.id });
    else ctx.agir(enPause(ctx) ? 'reprendre' : 'mettre_en_pause', {});
  });
  parId('suite-annuler').addEventListener('click', () => {
    const phase = annulable(ctx);
    if (phase) ctx.agir('annuler_revelation', { phase_id: phase.id });
  });
  parId('cloture-rouvrir').addEventListener('click', async () => {
    const oui = await demander({ titre: 'Rouvrir la séance\u202f?', texte: 'On pourra de nouveau écrire. Les votes clos le restent.', confirmer: 'Rouvrir' });
    if (oui) ctx.agir('rouvrir_seance', {});
  });

  return {
    /** @param {import('../noyau/types.js').Etat} etat */
    rendre(etat) {
      const phase = phaseCourante(etat);
      const close = etat.seance !== null && etat.seance.etat === 'close';
      const etape = suite(etat);
      ecrire(parId('conduire-place'), close ? 'Séance terminée' : place(etat));
      titrer(etat, close);
      montrer(parId('conduire-boutons'), !close && ouverte(phase));
      montrer(parId('conduire-fermer'), phase !== null && (phase.type === 'ideation' || phase.type === 'vote') && phase.visibilite === 'tous_fin');
      ecrire(parId('conduire-pause'), enPause(ctx) ? 'Reprendre' : 'Pause');
      montrer(parId('cloture'), close);
      montrer(bouton, etape !== null);
      montrer(parId('suite'), etape !== null);
      if (etape && bouton.textContent !== etape.libelle) {
        // a double tap must not run the step that has just appeared under the finger
        bouton.setAttribute('aria-disabled', 'true');
        clearTimeout(repos);
        repos = window.setTimeout(() => bouton.removeAttribute('aria-disabled'), REPOS_MS);
      }
      ecrire(bouton, etape ? etape.libelle : '');
      ecrire(parId('suite-aide'), etape ? etape.aide : '');
      score.rendre(etat);
      aRegarder.rendre(etat);
      this.battre();
    },
    battre: () => horloge(ctx),
  };
}

/** @param {import('../noyau/types.js').Etat} etat @param {boolean} close */
function titrer(etat, close) {
  const phase = phaseCourante(etat);
  const prete = etat.seance !== null && etat.seance.etat === 'prete';
  const avant = prete ? 'Prête à ouvrir' : `La salle entre${etat.compteurs ? `\u00a0: ${pluriel(etat.compteurs.participants, 'personne', 'personnes')}` : ''}`;
  const titre = close ? 'La séance est close' : phase ? phase.titre : avant;
  const cible = parId('conduire-etape');
  if (cible.textContent !== titre) annoncer(titre);
  ecrire(cible, titre);
}

/** @param {Contexte} ctx */
function enPause(ctx) {
  const seance = ctx.etat().seance;
  return seance !== null && seance.etat === 'en_pause';
}

/** The phase shown less than ten seconds ago, when showing it has changed something. @param {Contexte} ctx */
function annulable(ctx) {
  const limite = ctx.maintenant() - ANNULATION_MS;
  const montrees = Array.from(ctx.etat().phases.values()).filter((p) => p.visibilite === 'tous_fin' && p.etat === 'revelee' && p.revelee_le !== null && p.revelee_le > limite);
  return montrees.sort((a, b) => (b.revelee_le || 0) - (a.revelee_le || 0))[0] || null;
}

/** What changes with time alone. @param {Contexte} ctx */
function horloge(ctx) {
  const etat = ctx.etat();
  const maintenant = ctx.maintenant();
  const phase = phaseCourante(etat);
  const seance = etat.seance;
  if (!seance) return;
  const close = seance.etat === 'close';
  const t = close || !ouverte(phase) ? null : restant(phase, maintenant);
  ecrire(parId('conduire-temps'), t ? (t.depasse ? '+\u202f' : '') + texteRestant(t.ms) : '');
  parId('conduire').dataset.temps = t && t.depasse ? 'depasse' : t && t.enPause ? 'pause' : '';
  ecrire(parId('conduire-fin'), close ? '' : legende(t, phase, maintenant, resteApres(etat)));
  ecrire(parId('conduire-retard'), phase && !close ? `· ${texteDerive(derive(etat, maintenant))}` : '');
  const montree = close ? null : annulable(ctx);
  montrer(parId('suite-annuler'), montree !== null);
  if (montree) {
    const secondes = Math.max(1, Math.ceil(((montree.revelee_le || 0) + ANNULATION_MS - maintenant) / 1000));
    ecrire(parId('suite-annuler'), `Annuler l’affichage (${secondes}\u00a0s)`);
  }
  if (!close) return;
  const limite = (seance.close_le || 0) + REOUVERTURE_MS;
  montrer(parId('cloture-rouvrir'), maintenant < limite);
  ecrire(parId('cloture-delai'), maintenant < limite ? `Vous pouvez la rouvrir jusqu’à demain ${texteHeure(limite)}.` : 'Elle ne peut plus être rouverte.');
}

/** @param {ReturnType<typeof restant>} t @param {import('../noyau/types.js').Phase | null} phase @param {number} maintenant @param {number} reste */
function legende(t, phase, maintenant, reste) {
  if (!phase) return reste ? `${texteMinutes(reste)} de déroulé` : '';
  if (!ouverte(phase)) return phase.etat === 'revelee' ? 'étape terminée, montrée à tout le monde' : phase.etat === 'fermee' ? 'étape terminée' : '';
  if (!t) return 'sans minuteur';
  if (t.enPause) return 'en pause';
  const finale = reste ? `, fin vers ${texteHeure(maintenant + Math.max(0, t.ms) + reste * 1000)}` : '';
  return (t.depasse ? 'au-delà du temps prévu' : `jusqu’à ${texteHeure(maintenant + t.ms)}`) + finale;
}
