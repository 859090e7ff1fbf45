/** « Idées »: every card, newest first, filtered; hide, show again, reword; and the ideas said aloud. */
import { annoncer, cloner, ecrire, lister, montrer, parId, pluriel, remplir } from '../composants/dom.js';
import { phaseActive, phasesTriees } from '../noyau/reducteur.js';
import { moderer, nommer, texteMotif } from './moderation.js';

/** @typedef {import('../noyau/types.js').Contribution} Contribution */
/** @typedef {import('../noyau/types.js').Etat} Etat */

const PAGE = 60;

/** @param {import('./contexte.js').Contexte} ctx */
export function ecranIdees(ctx) {
  const liste = parId('idees-liste');
  const cherche = /** @type {HTMLInputElement} */ (parId('idees-cherche'));
  const choixEtat = /** @type {HTMLSelectElement} */ (parId('idees-etat'));
  const choixPhase = /** @type {HTMLSelectElement} */ (parId('idees-phase'));
  const saisie = /** @type {HTMLInputElement} */ (parId('saisie-texte'));
  let combien = PAGE;

  const filtrer = () => { combien = PAGE; ctx.demanderRendu(); };
  parId('idees-filtres').addEventListener('input', filtrer);
  parId('idees-filtres').addEventListener('submit', (e) => e.preventDefault());
  parId('idees-plus').addEventListener('click', () => { combien += PAGE; ctx.demanderRendu(); });
  liste.addEventListener('click', (e) => {
    const bouton = /** @type {HTMLElement} */ (e.target).closest('button');
    const ligne = bouton && /** @type {HTMLElement | null} */ (bouton.closest('[data-cle]'));
    const carte = ligne && ctx.etat().contributions.get(ligne.dataset.cle || '');
    if (bouton && carte) moderer(ctx, bouton, carte);
  });
  parId('saisie').addEventListener('submit', async (e) => {
    e.preventDefault();
    const phase = phaseActive(ctx.etat());
    const texte = saisie.value.trim();
    if (!phase || !texte) return;
    const reponse = await ctx.agir('proposer_contribution', { phase_id: phase.id, texte });
    if (!reponse.ok) return;
    if (saisie.value.trim() === texte) saisie.value = '';
    annoncer('Idée ajoutée');
    saisie.focus();
  });

  return {
    /** @param {Etat} etat */
    rendre(etat) {
      const phases = phasesTriees(etat);
      lister(choixPhase, [{ id: '', titre: 'toutes' }, ...phases], (p) => p.id, () => document.createElement('option'), (option, p) => {
        ecrire(option, p.titre);
        /** @type {HTMLOptionElement} */ (option).value = p.id;
      });
      const criteres = { mot: simplifier(cherche.value), etat: choixEtat.value, phase: choixPhase.value };
      const toutes = Array.from(etat.contributions.values());
      const trouvees = toutes.filter((c) => retenue(c, criteres)).sort((a, b) => urgence(b) - urgence(a) || b.rang - a.rang);
      ecrire(parId('idees-nombre'), resume(trouvees.length, toutes.length));
      lister(liste, trouvees.slice(0, combien), (c) => c.id, () => cloner('g-idee'), (ligne, carte) => dessiner(ligne, carte, etat));
      montrer(parId('idees-plus'), trouvees.length > combien);
      const active = phaseActive(etat);
      const saisieOuverte = active !== null && active.type === 'ideation';
      montrer(parId('saisie'), saisieOuverte);
      ecrire(parId('saisie-aide'), saisieOuverte && active ? `Elle rejoint l’étape «\u00a0${active.titre}\u00a0».` : '');
    },
  };
}

/** Reported cards come first. @param {Contribution} c */
function urgence(c) {
  return c.etat === 'publiee' && c.signalements ? 1 : 0;
}

/** @param {number} trouvees @param {number} toutes */
function resume(trouvees, toutes) {
  if (toutes === 0) return 'Aucune idée pour le moment. Elles arriveront ici, la plus récente en haut.';
  if (trouvees === toutes) return pluriel(toutes, 'idée', 'idées');
  return trouvees === 0 ? 'Aucune idée ne correspond à ces choix.' : `${trouvees} sur ${pluriel(toutes, 'idée', 'idées')}`;
}

/** @param {Contribution} c @param {{mot: string, etat: string, phase: string}} criteres */
function retenue(c, { mot, etat, phase }) {
  if (phase && c.phase_id !== phase) return false;
  if (etat === 'signalee' && !(c.etat === 'publiee' && c.signalements)) return false;
  if (etat !== 'toutes' && etat !== 'signalee' && c.etat !== etat) return false;
  return !mot || simplifier(`${c.texte || ''} ${c.texte_origine || ''}`).includes(mot);
}

/** Lower case without accents, so that « ecole » finds « École ». @param {string} texte */
function simplifier(texte) {
  return texte.toLocaleLowerCase('fr').normalize('NFD').replace(/[\u0300-\u036f]/g, '').trim();
}

/** @param {HTMLElement} ligne @param {Contribution} carte @param {Etat} etat */
function dessiner(ligne, carte, etat) {
  const publiee = carte.etat === 'publiee';
  const signalee = publiee && Boolean(carte.signalements);
  ligne.dataset.etat = signalee ? 'signalee' : carte.etat;
  remplir(ligne, {
    texte: carte.texte || '',
    origine: carte.reformulee ? `Texte d’origine\u00a0: «\u00a0${carte.texte_origine || ''}\u00a0»` : '',
    details: details(carte, etat),
  });
  nommer(ligne, carte.texte || '');
  montrer(ligne.querySelector('[data-champ=origine]'), carte.reformulee);
  montrer(ligne.querySelector('[data-action=reformuler]'), carte.etat !== 'retiree_auteur');
  montrer(ligne.querySelector('[data-action=masquer]'), publiee);
  montrer(ligne.querySelector('[data-action=laisser]'), signalee);
  montrer(ligne.querySelector('[data-action=retablir]'), carte.etat === 'masquee');
}

/** @param {Contribution} carte @param {Etat} etat */
function details(carte, etat) {
  const auteur = carte.participant_id ? etat.participants.get(carte.participant_id) : null;
  const groupe = carte.regroupement_id ? etat.regroupements.get(carte.regroupement_id) : null;
  const phase = etat.phases.get(carte.phase_id);
  const morceaux = [
    carte.etat === 'masquee' ? `Masquée\u00a0: ${texteMotif(carte.motif)}` : '',
    carte.etat === 'retiree_auteur' ? 'Retirée par son auteur' : '',
    carte.etat === 'publiee' && carte.signalements ? pluriel(carte.signalements, 'signalement', 'signalements') : '',
    carte.etat === 'publiee' && !carte.devoilee ? 'pas encore montrée' : '',
    auteur ? auteur.nom : 'Équipe d’animation',
    phase ? phase.titre : '',
    groupe ? `${groupe.repere} ${groupe.titre}` : '',
  ];
  return morceaux.filter(Boolean).join(' · ');
}
