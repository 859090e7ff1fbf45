/** One's own card: its text, its state in words, and what may be done with it. */
import { cloner, ecrire, montrer, remplir } from '../composants/dom.js';

const VUES = /** @type {Record<string, string>} */ ({
  moi: 'vous seul et l’équipe la voient', tous_fin: 'visible de tous à la fin', tous_direct: 'visible de tous',
});
const MOTIFS = /** @type {Record<string, string>} */ ({
  donnee_personnelle: 'elle parle d’une personne', injure: 'elle contient une injure', discrimination: 'elle est discriminante',
  hors_sujet: 'elle est hors sujet', doublon_involontaire: 'elle existe déjà', autre: 'choix de l’équipe',
});

/** @param {any} actions @returns {HTMLElement} */
export function creerMienne(actions) {
  const li = cloner('modele-mienne');
  const trouver = (/** @type {string} */ s) => /** @type {any} */ (li.querySelector(s));
  const zones = ['.actions', '.confirmer', '.edition'];
  const ouvrir = (/** @type {string} */ zone) => {
    zones.forEach((z) => montrer(trouver(z), z === zone));
    trouver('.menu').setAttribute('aria-expanded', String(zone !== ''));
  };
  trouver('.menu').onclick = () => ouvrir(zones.some((z) => !trouver(z).hidden) ? '' : '.actions');
  li.addEventListener('click', (e) => {
    const bouton = /** @type {HTMLElement} */ (e.target).closest('[data-action]');
    if (!bouton) return;
    const id = /** @type {string} */ (li.dataset.cle);
    const action = /** @type {HTMLElement} */ (bouton).dataset.action;
    if (action === 'modifier') { ouvrir('.edition'); trouver('textarea').value = trouver('.carte-texte').textContent; trouver('textarea').focus(); }
    if (action === 'retirer') { ouvrir('.confirmer'); trouver('[data-action="garder"]').focus(); }
    if (action === 'garder' || action === 'fermer') { ouvrir(''); trouver('.menu').focus(); }
    if (action === 'confirmer') { ouvrir(''); actions.retirer(id); }
    if (action === 'reprendre') actions.reprendre({ id, texte: trouver('.carte-texte').textContent });
    if (action === 'oublier') actions.oublier(id);
  });
  trouver('.edition').onsubmit = (/** @type {Event} */ e) => {
    e.preventDefault();
    const texte = trouver('textarea').value.trim();
    if (!texte) return;
    ouvrir('');
    actions.modifier(li.dataset.cle, texte);
    trouver('.menu').focus();
  };
  return li;
}

/** @param {HTMLElement} li @param {any} carte @param {{etat: any, lien: any, ecrivable: boolean}} contexte */
export function mettreAJourMienne(li, carte, { etat, lien, ecrivable }) {
  const enFile = lien.file.envois.filter((/** @type {any} */ e) => e.commande.donnees.contribution_id === carte.id);
  const edition = enFile.find((/** @type {any} */ e) => e.commande.type === 'modifier_contribution');
  const texte = edition ? edition.commande.donnees.texte : carte.texte;
  remplir(li, { texte: texte === null ? 'Carte masquée par l’équipe d’animation' : texte });
  const enAttente = carte.local || enFile[0];
  const age = enAttente ? Date.now() - enAttente.cree : 0;
  const tarde = enAttente && (age > 2000 || lien.lien !== 'connecte');
  ecrire(/** @type {Element} */ (li.querySelector('[data-champ="etat"]')), phrase(carte, etat, enAttente, tarde));
  li.classList.toggle('en-attente', Boolean(enAttente));
  li.classList.toggle('non-envoyee', Boolean(carte.refus));
  li.dataset.etat = carte.refus ? 'refusee' : tarde ? 'non_envoyee' : enAttente ? 'envoi' : carte.etat === 'masquee' ? 'masquee' : 'enregistree';
  const menu = /** @type {HTMLElement} */ (li.querySelector('.menu'));
  montrer(menu, !carte.local && !carte.refus && ecrivable && carte.etat === 'publiee');
  menu.setAttribute('aria-label', 'Modifier ou retirer « ' + texte + ' »');
  montrer(li.querySelector('.refusee'), Boolean(carte.refus));
  if (menu.hidden) ['.actions', '.confirmer'].forEach((z) => montrer(li.querySelector(z), false));
}

/** @param {any} carte @param {any} etat @param {any} enAttente @param {boolean} tarde */
function phrase(carte, etat, enAttente, tarde) {
  if (carte.refus) return 'Non envoyée. ' + carte.refus;
  if (tarde) return 'Non envoyée pour l’instant · gardée ici, réessai automatique';
  if (enAttente) return 'Envoi…';
  if (carte.etat === 'masquee') return 'Masquée : ' + (MOTIFS[carte.motif] || MOTIFS.autre);
  const phase = etat.phases.get(carte.phase_id);
  const vue = carte.devoilee ? 'visible de tous' : VUES[phase ? phase.visibilite : 'moi'];
  return 'Enregistrée · ' + vue + (carte.reformulee ? ' · reformulée par l’équipe d’animation' : '');
}
