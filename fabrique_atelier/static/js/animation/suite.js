// What the one big button does next, and the words that say so. Pure: state in, sentence and command out.

import { ouverte, phaseCourante, phasesTriees, voteDe } from '../noyau/reducteur.js';

/**
 * @typedef {import('../noyau/types.js').Etat} Etat
 * @typedef {import('../noyau/types.js').Phase} Phase
 * @typedef {{libelle: string, aide: string, type: string, donnees: Record<string, unknown>, confirmer?: string}} Suite
 */

const NOMBRES = ['', 'une', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf', 'dix'];

/** @param {Etat} etat @returns {Suite | null} null once the séance is closed */
export function suite(etat) {
  const seance = etat.seance;
  if (!seance || seance.etat === 'close') return null;
  if (seance.etat === 'prete') {
    return {
      libelle: 'Ouvrir la séance',
      aide: 'Le code et le code QR deviennent valables\u00a0: on peut entrer.',
      type: 'ouvrir_seance',
      donnees: {},
    };
  }
  const courante = phaseCourante(etat);
  const aMontrer = courante ? montrer(etat, courante) : null;
  if (aMontrer) return aMontrer;
  const apres = phasesTriees(etat).find((p) => !courante || p.ordre > courante.ordre);
  return apres ? demarrage(etat, apres, courante) : cloture();
}

/** @param {Etat} etat @param {Phase} phase @returns {Suite | null} */
function montrer(etat, phase) {
  if (phase.visibilite === 'moi' || ['preparee', 'revelee'].includes(phase.etat)) return null;
  const donnees = { phase_id: phase.id };
  if (phase.type === 'vote') {
    const vote = voteDe(etat, phase.id);
    const combien = vote ? `${vote.votants} sur ${vote.inscrits} ont voté. ` : '';
    const libelle = ouverte(phase) ? 'Clore le vote et montrer le résultat' : 'Montrer le résultat';
    return { libelle, aide: `${combien}Le résultat s’affiche partout.`, type: 'reveler_phase', donnees };
  }
  if (phase.visibilite !== 'tous_fin' || phase.type !== 'ideation') return null;
  const nombre = [...etat.contributions.values()].filter((c) => c.phase_id === phase.id && c.etat === 'publiee').length;
  if (nombre === 0) return null;
  const cartes = nombre === 1 ? 'La seule idée s’affiche' : `Les ${nombre}\u00a0idées s’affichent`;
  return {
    libelle: 'Montrer les idées',
    aide: `${cartes} d’un coup sur le tableau et les téléphones.`,
    type: 'reveler_phase',
    donnees,
  };
}

/** @param {Etat} etat @param {Phase} phase @param {Phase | null} avant @returns {Suite} */
function demarrage(etat, phase, avant) {
  const libelle = phase.type === 'vote' ? 'Passer au vote' : `Démarrer\u00a0: ${phase.titre}`;
  const cache = avant && avant.type === 'vote' && avant.visibilite !== 'moi' && ouverte(avant);
  const aide = cache ? 'Le vote se ferme et son résultat s’affiche.' : aideDe(etat, phase);
  return { libelle, aide, type: 'demarrer_phase', donnees: { phase_id: phase.id } };
}

/** One line on what starting this phase does. @param {Etat} etat @param {Phase} phase */
export function aideDe(etat, phase) {
  if (phase.type === 'vote') {
    const vote = voteDe(etat, phase.id);
    if (!vote) return 'Chaque personne pose ses gommettes.';
    const objet = vote.objets_type === 'contributions' ? 'idée' : 'groupe';
    const maximum = NOMBRES[vote.max_par_objet] || String(vote.max_par_objet);
    return `${vote.budget}\u00a0${vote.budget > 1 ? 'gommettes' : 'gommette'} par personne, ${maximum} au plus par ${objet}.`;
  }
  if (phase.type === 'ideation') {
    if (phase.visibilite === 'tous_fin') return 'Chaque personne écrit\u202f; rien ne s’affiche avant que vous le montriez.';
    if (phase.visibilite === 'moi') return 'Chaque personne écrit et ne voit que ses idées.';
    return 'Les idées s’affichent à mesure qu’elles arrivent.';
  }
  if (phase.type === 'regroupement') {
    return phase.participants_regroupent ? 'L’écriture s’arrête, tout le monde peut ranger les idées.' : 'L’écriture s’arrête, vous rapprochez les idées.';
  }
  return phase.type === 'accueil' ? 'La consigne d’accueil s’affiche partout.' : 'Le tableau montre ce que la salle a retenu.';
}

/** @returns {Suite} */
function cloture() {
  return {
    libelle: 'Clore la séance',
    aide: 'Plus personne n’écrit et la page de résultat est publiée.',
    type: 'clore_seance',
    donnees: {},
    confirmer: 'Plus personne ne pourra écrire et les votes seront détachés des votants pour toujours. Vous pourrez rouvrir la séance pendant 24\u00a0heures.',
  };
}
