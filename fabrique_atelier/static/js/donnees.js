/** « Mes données » : what this phone has left in each séance it still has a key for. */
import { annoncer, cloner, ecrire, montrer, parId, pluriel, remplir } from './composants/dom.js';
import { Stockage } from './lien/stockage.js';
import { lierLaSeance, montrerLesChemins } from './parcours/mes_idees.js';

const PREFIXE = 'identite/';
const stockage = new Stockage();
/** @typedef {{seance: {id: string, titre: string}, pseudonyme: string|null, numero: number, cartes: {texte: string, etape: string, etat: string}[], votes: {etape: string, choix: {objet: string, gommettes: number}[]}[], votes_detaches: boolean}} Donnees */

/** @param {string} seance @param {string} jeton @param {string} methode @returns {Promise<{ok: boolean, statut: number, corps: any}>} */
async function demander(seance, jeton, methode) {
  try {
    const reponse = await fetch('/api/mes-donnees?seance=' + encodeURIComponent(seance), {
      method: methode, headers: { Authorization: 'Bearer ' + jeton }, cache: 'no-store',
    });
    return { ok: reponse.ok, statut: reponse.status, corps: await reponse.json() };
  } catch (e) {
    return { ok: false, statut: 0, corps: { message: 'Le serveur n’a pas répondu. Vérifiez le réseau, puis rechargez la page.' } };
  }
}

async function commencer() {
  const cles = await stockage.cles(PREFIXE);
  if (!cles.length) {
    ecrire(parId('etat'), 'Ce navigateur n’a de clé pour aucune séance\u00a0: il n’y a participé à aucune, ou ses données ont été effacées.');
    return;
  }
  ecrire(parId('etat'), pluriel(cles.length, 'séance connue', 'séances connues') + ' de ce navigateur.');
  for (const cle of cles) await montrerSeance(cle.slice(PREFIXE.length), await stockage.lire(cle));
}

/** @param {string} seance @param {string} jeton */
async function montrerSeance(seance, jeton) {
  const ligne = cloner('modele-seance');
  parId('seances').append(ligne);
  lierLaSeance(ligne, seance);
  const reponse = await demander(seance, jeton, 'GET');
  if (!reponse.ok) {
    remplir(ligne, { titre: 'Une séance passée', resume: reponse.corps.message });
    ligne.querySelectorAll('button').forEach((b) => { b.hidden = true; });
    if (reponse.statut === 410) await proposerOubli(ligne, seance);
    return;
  }
  rendre(ligne, reponse.corps);
  brancher(ligne, seance, jeton, reponse.corps);
  await montrerLesChemins(ligne, seance, jeton);
}

/** @param {HTMLElement} ligne @param {Donnees} d */
function rendre(ligne, d) {
  const qui = d.pseudonyme ? 'Pseudonyme\u00a0: ' + d.pseudonyme : 'Aucun pseudonyme, participant n°\u00a0' + d.numero;
  remplir(ligne, { titre: d.seance.titre, resume: qui + '. ' + pluriel(d.cartes.length, 'carte', 'cartes') + '.', votes: votes(d) });
  const zone = /** @type {HTMLElement} */ (ligne.querySelector('[data-zone=cartes]'));
  zone.textContent = '';
  for (const carte of d.cartes) {
    const li = document.createElement('li');
    li.dir = 'auto';
    li.textContent = '«\u00a0' + carte.texte + '\u00a0» (' + carte.etape + ', ' + carte.etat + ')';
    zone.append(li);
  }
}

/** @param {Donnees} d */
function votes(d) {
  if (d.votes.length) {
    return d.votes.map((v) => v.etape + '\u00a0: ' + v.choix.map((c) => (c.objet || 'une idée') + ' ' + c.gommettes).join(', ')).join('. ') + '.';
  }
  return d.votes_detaches ? 'Bulletins\u00a0: plus rien ne les relie à ce téléphone.' : 'Aucun bulletin.';
}

/** @param {HTMLElement} ligne @param {string} seance @param {string} jeton @param {Donnees} donnees */
function brancher(ligne, seance, jeton, donnees) {
  const confirmer = /** @type {HTMLElement} */ (ligne.querySelector('[data-zone=confirmer]'));
  const geste = (/** @type {string} */ nom) => /** @type {HTMLButtonElement} */ (ligne.querySelector('[data-geste=' + nom + ']'));
  geste('telecharger').onclick = () => telecharger(donnees);
  geste('effacer').onclick = () => { montrer(confirmer, true); geste('renoncer').focus(); };
  geste('renoncer').onclick = () => { montrer(confirmer, false); geste('effacer').focus(); };
  geste('confirmer').onclick = async () => {
    geste('confirmer').disabled = true;
    const reponse = await demander(seance, jeton, 'DELETE');
    geste('confirmer').disabled = false;
    const erreur = /** @type {HTMLElement} */ (ligne.querySelector('[data-champ=erreur]'));
    montrer(erreur, !reponse.ok);
    if (!reponse.ok) { ecrire(erreur, reponse.corps.message); return; }
    montrer(confirmer, false);
    donnees.cartes = [];
    donnees.pseudonyme = null;
    rendre(ligne, donnees);
    annoncer('Vos cartes et votre pseudonyme sont effacés.');
    /** @type {HTMLElement} */ (ligne.querySelector('h2')).focus();
  };
}

/** The key opens nothing any more: no reason to keep it. @param {HTMLElement} ligne @param {string} seance */
async function proposerOubli(ligne, seance) {
  await stockage.effacer(PREFIXE + seance);
  remplir(ligne, { votes: 'La clé de cette séance a été effacée de ce navigateur\u00a0: elle n’ouvrait plus rien.' });
}

/** @param {Donnees} donnees */
function telecharger(donnees) {
  const adresse = URL.createObjectURL(new Blob([JSON.stringify(donnees, null, 1)], { type: 'application/json' }));
  const lien = document.createElement('a');
  lien.href = adresse;
  lien.download = 'mes-donnees-' + donnees.seance.id.slice(0, 8) + '.json';
  document.body.append(lien);
  lien.click();
  lien.remove();
  setTimeout(() => URL.revokeObjectURL(adresse), 10000);
}

commencer();
