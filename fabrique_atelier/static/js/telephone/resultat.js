/** Waiting, pause and result: what there is to read when there is nothing to do. */
import { cloner, ecrire, lister, montrer, parId, pluriel, remplir } from '../composants/dom.js';
import { dernierResultat, phaseCourante } from '../noyau/reducteur.js';

/** @param {any} contexte */
export function creer(contexte) {
  return { rendre: (/** @type {any} */ etat) => (contexte.nom === 'attente' ? attendre(etat) : resultat(etat)) };
}

/** @param {any} etat */
function attendre(etat) {
  const phase = phaseCourante(etat);
  const salle = parId('ecran-attente');
  if (phase) remplir(salle, { titre: phase.titre, texte: phase.consigne });
  else remplir(salle, { titre: 'Vous êtes dans la salle', texte: 'La séance va commencer. Gardez cette page ouverte : elle change toute seule.' });
}

/** @param {any} etat */
function resultat(etat) {
  const ecran = parId('ecran-resultat');
  const phase = phaseCourante(etat);
  const vote = dernierResultat(etat);
  const finie = etat.seance.etat === 'close';
  const consigne = finie ? 'La séance est terminée. Merci\u202f! Cette page garde le résultat.' : phase && phase.type === 'restitution' ? phase.consigne : '';
  remplir(ecran, {
    consigne: vote ? consigne : consigne || 'Il n’y a pas de résultat à montrer pour l’instant.',
    chiffres: vote && !vote.votants ? 'Personne n’a voté.' : vote ? pluriel(vote.votants, 'personne a voté', 'personnes ont voté') + ' · ' + pluriel(vote.posees || 0, 'gommette posée', 'gommettes posées') + ' sur ' + vote.disponibles : '',
  });
  const lien = /** @type {HTMLAnchorElement} */ (parId('vers-suites'));
  lien.href = '/suites/' + etat.seance.id;
  montrer(lien.parentElement, finie);
  const lignes = vote && vote.votants ? /** @type {any[]} */ (vote.resultats) : [];
  const maximum = lignes.reduce((n, x) => Math.max(n, x.points), 0) || 1;
  lister(parId('lignes'), lignes, (x) => x.objet_id, () => cloner('modele-ligne'), (tr, x) => {
    const groupe = etat.regroupements.get(x.objet_id);
    const carte = etat.contributions.get(x.objet_id);
    remplir(tr, { rang: x.rang + (x.ex_aequo ? ' ex æquo' : ''), titre: groupe ? groupe.repere + ' ' + groupe.titre : carte ? carte.texte : '', points: String(x.points) });
    tr.dataset.couleur = String(groupe ? groupe.couleur : 0);
    const barre = /** @type {Element} */ (tr.querySelector('rect'));
    barre.setAttribute('width', String(Math.round((100 * x.points) / maximum)));
  });
  ecrire(/** @type {Element} */ (ecran.querySelector('h2')), vote ? 'Ce que vous avez retenu ensemble' : 'Et après ?');
}
