/** « Salle »: who is here, the door, putting somebody aside. */
import { cloner, ecrire, lister, montrer, parId, pluriel, remplir } from '../composants/dom.js';
import { demander } from '../composants/dialogue.js';

/** @typedef {import('../noyau/types.js').Participant} Participant */
/** @typedef {import('./contexte.js').Contexte} Contexte */
const MINUTE_MS = 60000;

/** @param {Contexte} ctx */
export function ecranSalle(ctx) {
  const verrou = parId('porte-verrou');
  verrou.addEventListener('click', () => {
    const seance = ctx.etat().seance;
    if (seance) ctx.agir('verrouiller_entree', { verrouillee: !seance.entree_verrouillee });
  });
  parId('salle-liste').addEventListener('click', (e) => {
    const bouton = /** @type {HTMLElement} */ (e.target).closest('button');
    const ligne = bouton && /** @type {HTMLElement | null} */ (bouton.closest('[data-cle]'));
    const personne = ligne && ctx.etat().participants.get(ligne.dataset.cle || '');
    if (!bouton || !personne) return;
    if (bouton.dataset.action === 'ecarter') ecarter(ctx, personne);
    else ctx.agir('reintegrer_participant', { participant_id: personne.id });
  });
  return {
    /** @param {import('../noyau/types.js').Etat} etat */
    rendre(etat) {
      const ici = ctx.presents();
      const gens = Array.from(etat.participants.values()).sort((a, b) => rang(a, ici) - rang(b, ici) || a.numero - b.numero);
      const ecartes = gens.filter((p) => p.ecarte).length;
      const inscrits = gens.length - ecartes;
      ecrire(parId('salle-compte'), String(inscrits));
      ecrire(parId('salle-mot'), inscrits > 1 ? 'personnes dans la salle' : 'personne dans la salle');
      const recentes = gens.filter((p) => ctx.maintenant() - (p.arrivee || 0) < MINUTE_MS).length;
      ecrire(parId('salle-nombre'), [`${ctx.connectes()} en ligne`, ecartes ? pluriel(ecartes, 'écartée', 'écartées') : '',
        recentes ? `${pluriel(recentes, 'arrivée', 'arrivées')} depuis une minute` : ''].filter(Boolean).join(', '));
      montrer(parId('salle-vide'), gens.length === 0);
      const ferme = etat.seance !== null && etat.seance.entree_verrouillee;
      ecrire(parId('porte-etat'), phraseEntree(etat.seance, ferme));
      const close = etat.seance !== null && etat.seance.etat === 'close';
      montrer(verrou, etat.seance !== null && !close);
      ecrire(verrou, ferme ? 'Rouvrir l’entrée' : 'Fermer l’entrée');
      lister(parId('salle-liste'), gens, (p) => p.id, () => cloner('g-personne'), (ligne, p) => {
        const present = ici.has(p.id);
        ligne.dataset.etat = p.ecarte ? 'ecartee' : present ? 'presente' : 'absente';
        remplir(ligne, { nom: p.ticket ? `${p.nom} · ticket ${p.ticket}` : p.nom, etat: p.ecarte ? 'accès fermé' : present ? 'en ligne' : 'hors ligne' });
        montrer(ligne.querySelector('[data-action=ecarter]'), !p.ecarte && !close);
        montrer(ligne.querySelector('[data-action=reintegrer]'), p.ecarte && !close);
        nommer(ligne, p);
      });
    },
  };
}

/** Connected first, then away, then put aside. @param {Participant} p @param {Set<string>} ici */
function rang(p, ici) {
  return p.ecarte ? 2 : ici.has(p.id) ? 0 : 1;
}

/** @param {import('../noyau/types.js').Seance | null} seance @param {boolean} ferme */
function phraseEntree(seance, ferme) {
  const etatSeance = seance ? seance.etat : '';
  if (etatSeance === 'close') return 'La séance est close\u00a0: on n’entre plus.';
  if (etatSeance === 'prete') return 'La séance n’est pas encore ouverte\u00a0: le code ne fonctionne pas encore.';
  if (ferme) return 'Entrée fermée\u00a0: seules les personnes déjà entrées peuvent revenir.';
  if (!seance || seance.mode_entree === 'ouvert') return 'Entrée ouverte.';
  return seance.mode_entree === 'tickets' ? `Entrée avec un ticket (${pluriel(seance.tickets || 0, 'ticket bon', 'tickets bons')}).`
    : 'Entrée ouverte\u00a0: elle se fermera au début du travail.';
}

/** Each button says whom it concerns. @param {HTMLElement} ligne @param {Participant} p */
function nommer(ligne, p) {
  ligne.querySelectorAll('button').forEach((bouton) => {
    bouton.setAttribute('aria-label', `${(bouton.textContent || '').trim()} ${p.nom}`);
  });
}

/** @param {Contexte} ctx @param {Participant} personne */
async function ecarter(ctx, personne) {
  const valeurs = await demander({
    titre: `Écarter ${personne.nom}\u202f?`,
    texte: 'Son téléphone n’aura plus accès à la séance. Vous pourrez revenir sur ce choix.',
    confirmer: 'Écarter',
    champs: [{ nom: 'masquer', libelle: 'Masquer aussi toutes ses idées', genre: 'coche' }],
  });
  if (valeurs) ctx.agir('ecarter_participant', { participant_id: personne.id, masquer: valeurs.masquer === true });
}
