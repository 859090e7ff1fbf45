/** Placing dots: the whole ballot leaves each time it changes; the newest waits in the outbox when offline. */
import { cloner, ecrire, lister, montrer, parId, pluriel, remplir } from '../composants/dom.js';
import { cartesDe, phaseCourante, voteDe } from '../noyau/reducteur.js';

/** @param {any} contexte */
export function creer(contexte) {
  const { lien } = contexte;
  const phase = /** @type {any} */ (phaseCourante(lien.etat));
  const ecran = parId('ecran-vote');
  /** @type {{version: number, gommettes: Record<string, number>}|null} what this page has just chosen */
  let choisi = null;
  let refus = '';

  function vote() {
    return voteDe(lien.etat, phase.id);
  }

  /** The newest of: this page's choice, a ballot waiting in the outbox, the stored one. */
  function bulletin() {
    const v = /** @type {any} */ (vote());
    const stocke = lien.etat.bulletins.get(v.id);
    const enFile = lien.file.envois.filter((/** @type {any} */ e) => e.commande.type === 'voter' && e.commande.donnees.vote_id === v.id)
      .map((/** @type {any} */ e) => e.commande.donnees).pop();
    return [stocke, enFile, choisi].filter(Boolean).reduce((a, b) => (b.version >= a.version ? b : a), { version: 0, gommettes: {} });
  }

  /** @param {string} objet @param {number} sens */
  function changer(objet, sens) {
    const v = /** @type {any} */ (vote());
    const b = bulletin();
    const gommettes = Object.assign({}, b.gommettes);
    Object.keys(gommettes).forEach((o) => { if (!v.objets.includes(o)) delete gommettes[o]; });
    const n = (gommettes[objet] || 0) + sens;
    const total = Object.values(gommettes).reduce((x, y) => x + y, 0) + sens;
    if (n < 0 || n > v.max_par_objet || total > v.budget) return;
    if (n) gommettes[objet] = n;
    else delete gommettes[objet];
    choisi = { version: b.version + 1, gommettes };
    refus = '';
    lien.envoyer('voter', { vote_id: v.id, version: choisi.version, gommettes }, { cle: v.id });
    rendre(lien.etat);
  }

  /** @param {any} etat */
  function rendre(etat) {
    const v = vote();
    if (!v) return;
    const p = etat.phases.get(phase.id) || phase;
    const ouvert = v.etat === 'ouvert';
    const gommettes = /** @type {Record<string, number>} */ (bulletin().gommettes);
    const posees = v.objets.reduce((n, o) => n + (gommettes[o] || 0), 0);
    const reste = v.budget - posees;
    remplir(ecran, { consigne: ouvert ? p.consigne : 'Le vote est fermé. Le résultat arrive sur le tableau.', regle: regle(v) });
    pastilles(v.budget, posees, reste);
    ecrire(parId('etat-vote'), etatDuVote(v, posees, ouvert));
    const objets = v.objets.map((id) => decrire(etat, id)).filter(Boolean);
    lister(parId('objets'), objets, (o) => /** @type {any} */ (o).id, creerObjet, (e, o) => mettreAJour(e, o, gommettes, { v, reste, ouvert }));
  }

  /** @param {any} etat @param {string} id */
  function decrire(etat, id) {
    const groupe = etat.regroupements.get(id);
    if (groupe) return { id, repere: groupe.repere, couleur: groupe.couleur, titre: groupe.titre, compte: pluriel(cartesDe(etat, id).length, 'idée', 'idées') };
    const carte = etat.contributions.get(id);
    return carte ? { id, repere: '', couleur: 0, titre: carte.texte, compte: '' } : null;
  }

  function creerObjet() {
    const li = cloner('modele-objet');
    li.querySelectorAll('[data-sens]').forEach((b) => {
      /** @type {HTMLElement} */ (b).onclick = () => changer(/** @type {string} */ (li.dataset.cle), Number(/** @type {HTMLElement} */ (b).dataset.sens));
    });
    return li;
  }

  /** @param {HTMLElement} li @param {any} o @param {Record<string, number>} gommettes @param {any} regles */
  function mettreAJour(li, o, gommettes, { v, reste, ouvert }) {
    const n = gommettes[o.id] || 0;
    li.dataset.couleur = String(o.couleur);
    remplir(li, { repere: o.repere, titre: o.titre, compte: o.compte, points: String(n),
      plus: 'Ajouter une gommette à « ' + o.titre + ' »', moins: 'Retirer une gommette de « ' + o.titre + ' »' });
    montrer(li.querySelector('.repere'), o.repere !== '');
    const [moins, plus] = Array.from(li.querySelectorAll('[data-sens]'));
    // aria-disabled, not disabled: focus must not be lost under the finger
    moins.setAttribute('aria-disabled', String(!ouvert || n === 0));
    plus.setAttribute('aria-disabled', String(!ouvert || reste <= 0 || n >= v.max_par_objet));
  }

  /** @param {number} budget @param {number} posees @param {number} reste */
  function pastilles(budget, posees, reste) {
    const zone = parId('gommettes');
    zone.textContent = '';
    for (let i = 0; i < Math.min(budget, 10); i += 1) {
      const rond = document.createElement('span');
      rond.className = i < posees ? 'gommette posee' : 'gommette';
      rond.setAttribute('aria-hidden', 'true');
      zone.appendChild(rond);
    }
    const texte = document.createElement('strong');
    texte.textContent = reste > 0 ? pluriel(reste, 'gommette à poser', 'gommettes à poser') : 'Toutes vos gommettes sont posées';
    zone.appendChild(texte);
  }

  /** @param {any} v @param {number} posees @param {boolean} ouvert */
  function etatDuVote(v, posees, ouvert) {
    if (refus) return refus;
    const enFile = lien.file.envois.some((/** @type {any} */ e) => e.commande.type === 'voter');
    const participation = v.votants + ' sur ' + v.inscrits + (v.votants > 1 ? ' ont voté' : ' a voté');
    if (enFile) return lien.lien === 'connecte' ? 'Envoi de votre vote…' : 'Vote non envoyé pour l’instant : il est gardé ici';
    return (posees && ouvert ? 'Vote enregistré · ' : '') + participation;
  }

  return {
    rendre,
    surReponse: (/** @type {any} */ r, /** @type {any} */ envoi) => {
      if (r.ok || envoi.commande.type !== 'voter') return;
      refus = r.message;
      choisi = null;
    },
  };
}

/** @param {any} v */
function regle(v) {
  const plus = v.max_par_objet < v.budget ? 'Au plus ' + pluriel(v.max_par_objet, 'gommette', 'gommettes') + ' au même endroit. ' : '';
  return plus + 'Vous pouvez changer jusqu’à la fin. Personne ne voit votre vote.';
}
