/** Settings of a phase. What a started phase may no longer change is not offered. */
import { demander } from '../composants/dialogue.js';
import { voteDe } from '../noyau/reducteur.js';

/** @typedef {import('../noyau/types.js').Phase} Phase */
/** @typedef {import('../noyau/types.js').Vote} Vote */
/** @typedef {import('../composants/dialogue.js').Champ} Champ */
/** @typedef {Record<string, string | boolean>} Valeurs */

/** @type {[string, string][]} */
const VISIBILITES = [
  ['tous_direct', 'tout le monde, en direct'],
  ['tous_fin', 'tout le monde, à la fin de l’étape'],
  ['moi', 'seulement la personne qui écrit, et l’équipe'],
];
/** @type {[string, string][]} */
const MINUTEURS = [
  ['indicatif', 'indicatif\u00a0: l’étape continue après'],
  ['fermeture_auto', 'ferme l’étape à la fin'],
  ['aucun', 'aucun'],
];
/** @type {[string, string][]} */
const OBJETS = [['regroupements', 'les groupes'], ['contributions', 'les idées']];

/** @param {import('./contexte.js').Contexte} ctx @param {string} id */
export async function ouvrirReglages(ctx, id) {
  const phase = ctx.etat().phases.get(id);
  if (!phase) return;
  const vote = voteDe(ctx.etat(), id);
  const commencee = phase.etat !== 'preparee';
  await demander({
    titre: `Réglages de «\u00a0${phase.titre}\u00a0»`,
    texte: commencee && (phase.type === 'vote' || phase.type === 'ideation') ? 'L’étape a commencé\u00a0: sa visibilité et sa règle de vote ne changent plus.' : '',
    confirmer: 'Enregistrer',
    champs: champs(phase, vote, commencee),
    envoyer: async (valeurs) => {
      const donnees = changements(phase, vote, valeurs);
      if (typeof donnees === 'string') return donnees;
      if (Object.keys(donnees).length === 0) return null;
      const reponse = await ctx.agir('modifier_phase', { phase_id: id, ...donnees });
      if (!reponse.ok) ctx.avertir('');
      return reponse.ok ? null : reponse.message || 'Réglage refusé.';
    },
  });
}

/** @param {Phase} phase @param {Vote | null} vote @param {boolean} commencee @returns {Champ[]} */
function champs(phase, vote, commencee) {
  /** @type {Champ[]} */
  const liste = [
    { nom: 'titre', libelle: 'Titre', valeur: phase.titre, max: 60 },
    { nom: 'consigne', libelle: 'Consigne affichée', valeur: phase.consigne, genre: 'texte', max: 300 },
    { nom: 'duree', libelle: 'Durée prévue, en minutes', valeur: phase.duree_s === null ? '' : Math.round(phase.duree_s / 60), genre: 'nombre', min: 1, max: 600, facultatif: true, aide: commencee ? 'Pour donner du temps tout de suite, utilisez plutôt + 1 min.' : '' },
    { nom: 'minuteur', libelle: 'Minuteur', valeur: phase.minuteur, genre: 'liste', choix: MINUTEURS },
  ];
  if (phase.type === 'ideation') {
    liste.push({ nom: 'longueur_max', libelle: 'Signes au plus par idée', valeur: phase.longueur_max, genre: 'nombre', min: 40, max: 500 });
    liste.push({ nom: 'auteurs_affiches', libelle: 'Afficher le nom des auteurs', valeur: phase.auteurs_affiches, genre: 'coche' });
  }
  if (!commencee && (phase.type === 'ideation' || phase.type === 'vote')) {
    const libelle = phase.type === 'vote' ? 'Qui voit le résultat' : 'Qui voit les idées';
    liste.push({ nom: 'visibilite', libelle, valeur: phase.visibilite, genre: 'liste', choix: VISIBILITES });
  }
  if (phase.type === 'regroupement') {
    liste.push({ nom: 'participants_regroupent', libelle: 'Les participantes et participants peuvent regrouper', valeur: phase.participants_regroupent, genre: 'coche' });
  }
  if (vote && !commencee) {
    liste.push({ nom: 'budget', libelle: 'Gommettes par personne', valeur: vote.budget, genre: 'nombre', min: 1, max: 20 });
    liste.push({ nom: 'max_par_objet', libelle: 'Gommettes au plus au même endroit', valeur: vote.max_par_objet, genre: 'nombre', min: 1, max: 20 });
    liste.push({ nom: 'objets_type', libelle: 'On vote sur', valeur: vote.objets_type, genre: 'liste', choix: OBJETS });
  }
  return liste;
}

/**
 * Only what has changed; a sentence when a number is not one.
 * @param {Phase} phase @param {Vote | null} vote @param {Valeurs} valeurs @returns {Record<string, any> | string}
 */
function changements(phase, vote, valeurs) {
  /** @type {Record<string, any>} */
  const avant = { ...phase, ...(vote ? { budget: vote.budget, max_par_objet: vote.max_par_objet, objets_type: vote.objets_type } : {}) };
  /** @type {Record<string, any>} */
  const apres = {};
  for (const [nom, valeur] of Object.entries(valeurs)) {
    if (nom === 'duree') {
      const minutes = String(valeur).trim();
      if (minutes && !entier(minutes, 1, 600)) return 'La durée est un nombre entier de 1 à 600\u00a0minutes.';
      apres.duree_s = minutes ? Number(minutes) * 60 : null;
    } else if (typeof avant[nom] === 'number') {
      const [min, max] = nom === 'longueur_max' ? [40, 500] : [1, 20];
      if (!entier(String(valeur), min, max)) return `Écrivez un nombre entier de ${min} à ${max}.`;
      apres[nom] = Number(valeur);
    } else {
      apres[nom] = valeur;
    }
  }
  return Object.fromEntries(Object.entries(apres).filter(([nom, valeur]) => avant[nom] !== valeur));
}

/** @param {string} texte @param {number} min @param {number} max */
function entier(texte, min, max) {
  return /^\d+$/.test(texte.trim()) && Number(texte) >= min && Number(texte) <= max;
}
