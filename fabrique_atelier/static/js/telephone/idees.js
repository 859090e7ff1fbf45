/** Writing ideas: one big field, own cards with their state, the room's ideas when the phase shows them live. */
import { annoncer, cloner, ecrire, lister, montrer, parId, pluriel, remplir } from '../composants/dom.js';
import { nouvelIdentifiant } from '../lien/connexion.js';
import { ouverte, phaseCourante } from '../noyau/reducteur.js';
import { brancherAutre, noteDe } from './cartes.js';
import { creerMienne, mettreAJourMienne } from './miennes.js';

/** @param {any} contexte */
export function creer(contexte) {
  const { lien, stockage, identite } = contexte;
  const champ = /** @type {HTMLTextAreaElement} */ (parId('idee'));
  const formulaire = /** @type {HTMLFormElement} */ (parId('formulaire-idee'));
  const phase = /** @type {any} */ (phaseCourante(lien.etat));
  // one draft for the whole séance: what was not sent when a phase ended is still in the field at the next one
  const cleBrouillon = 'brouillon/' + identite.seance;
  const cleRefus = 'refus/' + identite.seance + '/';
  /** @type {Map<string, any>} */
  const refusees = new Map();
  let enPause = false;
  let nouvelles = 0;
  let frappe = 0;

  champ.value = '';
  stockage.lire(cleBrouillon).then((/** @type {string|undefined} */ t) => { if (t && !champ.value) { champ.value = t; compter(); } });
  stockage.toutes(cleRefus).then((/** @type {any[]} */ liste) => { liste.forEach((r) => refusees.set(r.id, r)); rendre(lien.etat, []); });
  remplir(parId('ecran-idees'), { consigne: phase.consigne });

  function compter() {
    const reste = actuelle().longueur_max - Array.from(champ.value).length;
    ecrire(parId('reste'), reste < 0 ? pluriel(-reste, 'signe de trop', 'signes de trop') : pluriel(reste, 'signe restant', 'signes restants'));
    parId('reste').classList.toggle('erreur', reste < 0);
  }

  function actuelle() {
    return lien.etat.phases.get(phase.id) || phase;
  }

  champ.oninput = () => { frappe = Date.now(); compter(); stockage.ecrire(cleBrouillon, champ.value); };
  formulaire.onsubmit = (e) => {
    e.preventDefault();
    const texte = champ.value.trim();
    if (!texte) { contexte.alerter('Il n’y a rien à envoyer. Écrivez quelques mots.'); champ.focus(); return; }
    if (Array.from(texte).length > actuelle().longueur_max) { contexte.alerter('Cette idée est trop longue. Raccourcissez-la, ou faites-en deux cartes.'); champ.focus(); return; }
    contexte.alerter('');
    champ.value = '';
    stockage.effacer(cleBrouillon);
    compter();
    envoyer(texte);
    champ.focus();
  };

  /** @param {string} texte */
  function envoyer(texte) {
    const id = nouvelIdentifiant();
    lien.envoyer('proposer_contribution', { phase_id: phase.id, texte }, { id, cle: 'idees' }).then((/** @type {any} */ r) => {
      if (r.ok) annoncer('Idée enregistrée');
    });
    rendre(lien.etat, []);
  }

  const actions = {
    modifier: (/** @type {string} */ id, /** @type {string} */ texte) => lien.envoyer('modifier_contribution', { contribution_id: id, texte }, { cle: id }),
    retirer: (/** @type {string} */ id) => lien.envoyer('retirer_contribution', { contribution_id: id }, { cle: id }),
    reprendre: (/** @type {any} */ carte) => { champ.value = champ.value.trim() ? champ.value + '\n' + carte.texte : carte.texte; champ.oninput?.(/** @type {any} */ (null)); actions.oublier(carte.id); champ.focus(); },
    oublier: (/** @type {string} */ id) => { refusees.delete(id); stockage.effacer(cleRefus + id); rendre(lien.etat, []); },
  };

  parId('pause-nouveautes').onclick = () => {
    enPause = !enPause;
    parId('pause-nouveautes').setAttribute('aria-pressed', String(enPause));
    if (!enPause) rendre(lien.etat, []);
  };

  function mesCartes() {
    const ids = new Set(lien.etat.miennes.keys());
    const attente = lien.file.envois
      .filter((/** @type {any} */ e) => e.commande.type === 'proposer_contribution' && !ids.has(e.commande.id))
      .map((/** @type {any} */ e) => ({ id: e.commande.id, texte: e.commande.donnees.texte, local: e, rang: Infinity }));
    const refus = Array.from(refusees.values()).filter((r) => !ids.has(r.id)).map((r) => Object.assign({ rang: Infinity, refus: r.message }, r));
    return [...attente.reverse(), ...refus, ...Array.from(lien.etat.miennes.values()).sort((/** @type {any} */ a, /** @type {any} */ b) => b.rang - a.rang)];
  }

  /** @param {any} etat @param {any} changements */
  function rendre(etat, changements) {
    const p = actuelle();
    const ecrivable = ouverte(p);
    montrer(formulaire, ecrivable || champ.value !== '');
    montrer(formulaire.querySelector('[type="submit"]'), ecrivable);
    const merci = champ.value ? 'Votre texte reste ici : vous pourrez l’envoyer à une prochaine étape, ou le copier.' : 'Merci\u202f! La suite arrive.';
    remplir(parId('ecran-idees'), { consigne: ecrivable ? p.consigne : 'Cette étape est terminée. ' + merci });
    compter();
    const miennes = mesCartes();
    ecrire(parId('titre-miennes'), 'Mes idées (' + miennes.length + ')');
    lister(parId('miennes'), miennes, (c) => c.id, () => creerMienne(actions), (e, c) => mettreAJourMienne(e, c, { etat, lien, ecrivable: ecrivable && c.phase_id === p.id }));
    autres(etat, p, changements);
  }

  /** @param {any} etat @param {any} p @param {any} changements */
  function autres(etat, p, changements) {
    const liste = Array.from(etat.contributions.values()).filter((/** @type {any} */ c) => !etat.miennes.has(c.id)).sort((/** @type {any} */ a, /** @type {any} */ b) => a.rang - b.rang);
    montrer(parId('zone-autres'), liste.length > 0 || p.visibilite === 'tous_direct');
    ecrire(parId('titre-autres'), 'Les idées de la salle (' + liste.length + ')');
    if (enPause) return;
    const creees = lister(parId('autres'), liste, (/** @type {any} */ c) => c.id, () => brancherAutre(cloner('modele-autre'), contexte), (e, /** @type {any} */ c) => {
      remplir(e, { texte: c.texte, note: noteDe(c) });
      montrer(e.querySelector('[data-champ="note"]'), noteDe(c) !== '');
    });
    if (changements) nouvelles += creees.length;
  }

  const annonces = setInterval(() => {
    if (!nouvelles || enPause || parId('ecran-idees').hidden) return;
    annoncer(pluriel(nouvelles, 'nouvelle idée', 'nouvelles idées'));
    nouvelles = 0;
  }, 10000);

  return {
    rendre,
    // writing right now; a draft left aside is kept and does not hold the phone back
    occupe: () => (document.activeElement === champ && (champ.value.trim() !== '' || Date.now() - frappe < 5000)) || parId('miennes').querySelector('.edition:not([hidden])') !== null,
    surReponse: (/** @type {any} */ r, /** @type {any} */ envoi) => {
      if (r.ok || envoi.commande.type === 'voter') return;
      if (envoi.commande.type !== 'proposer_contribution') { contexte.alerter(r.message); return; }
      const refus = { id: r.id, texte: envoi.commande.donnees.texte, message: r.message };
      refusees.set(r.id, refus);
      stockage.ecrire(cleRefus + r.id, refus);
    },
    quitter: () => clearInterval(annonces),
  };
}
