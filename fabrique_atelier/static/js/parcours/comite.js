/** The team's pages of a sitting: presences and votes that arrive while the page is open, and an agenda put in order by dragging. */
import { annoncer, ecrire } from '../composants/dom.js';

const INTERVALLE_MS = 3000;
const suivie = /** @type {HTMLElement | null} */ (document.querySelector('[data-etat-url]'));
const liste = /** @type {HTMLElement | null} */ (document.querySelector('[data-ordonner]'));
/** @type {HTMLElement | null} */
let partie = null;

if (suivie) setInterval(demander, INTERVALLE_MS);
if (liste) {
  liste.addEventListener('dragstart', (e) => {
    partie = /** @type {HTMLElement | null} */ (/** @type {Element} */ (e.target).closest('[data-point]'));
    if (e.dataTransfer) e.dataTransfer.effectAllowed = 'move';
    if (partie) partie.classList.add('point--parti');
  });
  liste.addEventListener('dragover', survoler);
  liste.addEventListener('drop', (e) => { e.preventDefault(); envoyer(); });
  liste.addEventListener('dragend', () => {
    if (partie) partie.classList.remove('point--parti');
    partie = null;
  });
}

async function demander() {
  if (!suivie || document.hidden) return;
  try {
    const reponse = await fetch(suivie.dataset.etatUrl || '', { headers: { Accept: 'application/json' } });
    if (reponse.ok) montrer(await reponse.json());
  } catch (_perdu) {
    // the network is back in three seconds, or the page says so when a button is pressed
  }
}

/** @param {{quorum: string, atteint: boolean, presents?: number, presences?: Record<string, string>, vote?: {exprimes: number, attendus: number} | null}} etat */
function montrer(etat) {
  const quorum = document.querySelector('[data-quorum]');
  if (quorum) {
    ecrire(quorum, etat.quorum);
    quorum.classList.toggle('quorum--atteint', etat.atteint);
  }
  const presents = document.querySelector('[data-presents]');
  if (presents && etat.presents !== undefined) ecrire(presents, String(etat.presents));
  const exprimes = document.querySelector('[data-exprimes]');
  const attendus = document.querySelector('[data-attendus]');
  if (exprimes && attendus && etat.vote) {
    ecrire(exprimes, String(etat.vote.exprimes));
    ecrire(attendus, String(etat.vote.attendus));
  }
  const presences = etat.presences || {};
  document.querySelectorAll('[data-membre]').forEach((e) => arrivee(/** @type {HTMLElement} */ (e), presences));
}

/** Somebody said « Je suis là » from their own page. @param {HTMLElement} ligne @param {Record<string, string>} presences */
function arrivee(ligne, presences) {
  const etat = presences[ligne.dataset.membre || ''] || '';
  if (etat === (ligne.dataset.presence || '')) return;
  ligne.dataset.presence = etat;
  const option = ligne.querySelector('select[name="etat"] option[value="' + etat + '"]');
  const dit = ligne.querySelector('[data-dit]');
  const nom = ligne.querySelector('.siege__nom');
  if (!dit || !option) return;
  ecrire(dit, option.textContent || '');
  annoncer((nom ? (nom.textContent || '').trim() : '') + '\u00a0: ' + (option.textContent || ''));
}

/** @param {DragEvent} e */
function survoler(e) {
  if (!partie || !liste) return;
  e.preventDefault();
  const sous = /** @type {HTMLElement | null} */ (/** @type {Element} */ (e.target).closest('[data-point]'));
  if (!sous || sous === partie) return;
  const boite = sous.getBoundingClientRect();
  const apres = e.clientY > boite.top + boite.height / 2;
  liste.insertBefore(partie, apres ? sous.nextSibling : sous);
}

/** The whole order goes in a form, like the buttons: the page comes back as the server keeps it. */
function envoyer() {
  if (!liste) return;
  const formulaire = document.createElement('form');
  formulaire.method = 'post';
  formulaire.action = liste.dataset.ordonner || '';
  champ(formulaire, 'csrf_token', liste.dataset.jeton || '');
  liste.querySelectorAll('[data-point]').forEach((p) => champ(formulaire, 'ordre', /** @type {HTMLElement} */ (p).dataset.point || ''));
  document.body.appendChild(formulaire);
  formulaire.submit();
}

/** @param {HTMLFormElement} formulaire @param {string} nom @param {string} valeur */
function champ(formulaire, nom, valeur) {
  const entree = document.createElement('input');
  entree.type = 'hidden';
  entree.name = nom;
  entree.value = valeur;
  formulaire.appendChild(entree);
}
