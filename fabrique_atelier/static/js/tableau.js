/** The projected board: one state, one scene at a time, drawn at most once per frame. */
import { annoncer, ecrire, montrer, parId, pluriel, remplir } from './composants/dom.js';
import { Connexion } from './lien/connexion.js';
import { restant, texteRestant } from './noyau/minuteur.js';
import { phaseCourante, phasesTriees } from './noyau/reducteur.js';
import { creerCommandes } from './tableau/commandes.js';
import * as scenes from './tableau/scenes.js';

const application = parId('application');
const LIENS = /** @type {Record<string, string>} */ ({ reconnexion: 'Reconnexion… le tableau garde ce qu’il montre.', hors_ligne: 'Hors ligne : le tableau garde ce qu’il montre.', fini: 'Déconnecté.' });
const QUOI = /** @type {Record<string, string>} */ ({ ideation: 'pour écrire', regroupement: 'pour regrouper', vote: 'pour voter' });
const SCENES = ['attente', 'compte', 'cartes', 'groupes', 'vote', 'resultat'];
let demande = 0;
let nouvelles = false;
let place = { hauteur: 44, signes: 22 };
let arrivees = 0;

const lien = new Connexion({
  auth: () => ({ role: 'tableau', jeton: application.dataset.jeton }),
  surEtat: (_etat, changements) => {
    const ajoutees = (changements || []).filter((c) => c[0] === 'contribution' && c[2]).length;
    arrivees += ajoutees;
    // a few cards landing bring the last page forward; a whole phase revealed is read from its first page
    nouvelles = nouvelles || (application.dataset.scene === 'cartes' && ajoutees > 0 && ajoutees < 12);
    planifier();
  },
  surLien: (etat) => {
    ecrire(parId('lien'), LIENS[etat] || '');
    montrer(parId('lien'), etat !== 'connecte');
  },
  surRefus: (r) => {
    ecrire(parId('lien'), r.message);
    montrer(parId('lien'), true);
  },
});
const commandes = creerCommandes(planifier, () => lien.etat.revision);

function planifier() {
  if (!demande) demande = requestAnimationFrame(rendre);
}

/** Room for cards, in rem; read only when the scene changes size, so that drawing never forces a layout. */
function mesurer() {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const scene = parId('contenu');
  const lineaire = window.matchMedia('(max-width: 899px), (max-height: 420px)').matches;
  const hauteur = lineaire ? 400 : scene.clientHeight / rem - 3;
  const signes = Math.max(12, Math.floor((scene.clientWidth / rem / 4 - 3.6) / 0.86));
  if (hauteur === place.hauteur && signes === place.signes) return;
  place = { hauteur, signes };
  planifier();
}

function rendre() {
  demande = 0;
  const etat = lien.etat;
  if (!etat.seance) return;
  const voulue = scenes.sceneVoulue(etat);
  SCENES.forEach((s) => montrer(parId('scene-' + s), s === voulue));
  application.dataset.scene = voulue;
  if (voulue !== 'cartes' && voulue !== 'groupes' && voulue !== 'resultat' && voulue !== 'vote') commandes.paginer(1);
  /** @type {any} */ (scenes)[voulue](etat, commandes, place, nouvelles);
  nouvelles = false;
  entourage(etat);
}

/** @param {any} etat */
function entourage(etat) {
  const phase = phaseCourante(etat);
  ecrire(parId('question'), etat.seance.question);
  parId('question').classList.toggle('longue', etat.seance.question.length > 110);
  const compteurs = etat.compteurs || { participants: 0, contributions: 0 };
  ecrire(parId('nb-personnes'), String(compteurs.participants));
  ecrire(parId('mot-personnes'), compteurs.participants > 1 ? 'personnes dans la salle' : 'personne dans la salle');
  ecrire(parId('nb-idees'), String(compteurs.contributions));
  ecrire(parId('mot-idees'), compteurs.contributions > 1 ? 'idées' : 'idée');
  const phases = phasesTriees(etat);
  const fil = parId('fil');
  while (fil.children.length < phases.length) fil.appendChild(document.createElement('li'));
  phases.forEach((p, i) => {
    const li = fil.children[i];
    ecrire(li, p.titre);
    const avant = phase && p.ordre < phase.ordre;
    li.className = phase === p ? 'courante' : avant ? 'faite' : '';
    if (phase === p) li.setAttribute('aria-current', 'step');
    else li.removeAttribute('aria-current');
  });
  document.title = 'Tableau – ' + (phase ? phase.titre + ' – ' : '') + etat.seance.titre + ' – Fabrique Atelier';
  horloge();
}

function horloge() {
  const etat = lien.etat;
  const phase = phaseCourante(etat);
  const t = etat.seance && etat.seance.etat !== 'close' ? restant(phase, lien.maintenant()) : null;
  montrer(parId('minuteur'), t !== null && phase !== null && (phase.etat === 'active' || phase.etat === 'prolongee'));
  if (!t || !phase) return;
  const quoi = t.enPause ? 'en pause' : t.depasse ? 'de temps dépassé' : QUOI[phase.type] || phase.titre;
  remplir(parId('minuteur'), { temps: texteRestant(t.ms), quoi });
  parId('minuteur').classList.toggle('depasse', t.depasse);
}

window.addEventListener('resize', mesurer);
if (window.ResizeObserver) new ResizeObserver(mesurer).observe(parId('contenu'));
setInterval(horloge, 500);
setInterval(() => {
  if (arrivees) annoncer(pluriel(arrivees, 'nouvelle idée', 'nouvelles idées'));
  arrivees = 0;
}, 10000);
mesurer();
lien.demarrer();
