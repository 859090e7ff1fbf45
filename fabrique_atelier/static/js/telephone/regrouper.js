/** Watching clusters form; moving cards too, when the phase lets people do it. */
import { annoncer, cloner, lister, montrer, parId, pluriel, remplir } from '../composants/dom.js';
import { cartesDe, phaseActive, phaseCourante, regroupementsTries } from '../noyau/reducteur.js';
import { brancherAutre, noteDe } from './cartes.js';

const A_CLASSER = { id: 'a-classer', repere: '', couleur: 0, titre: 'À classer' };

/** @param {any} contexte */
export function creer(contexte) {
  const { lien } = contexte;
  const formulaire = /** @type {HTMLFormElement} */ (parId('formulaire-groupe'));
  const champ = /** @type {HTMLInputElement} */ (parId('nouveau-groupe'));

  /** @param {string} type @param {any} donnees */
  const agir = (type, donnees) => lien.envoyer(type, donnees).then((/** @type {any} */ r) => {
    contexte.alerter(r.ok ? '' : r.message);
    if (r.ok) annoncer('Groupes mis à jour');
    else rendre(lien.etat);
  });

  formulaire.onsubmit = (e) => {
    e.preventDefault();
    const titre = champ.value.trim();
    if (!titre) { contexte.alerter('Donnez un titre au groupe.'); champ.focus(); return; }
    champ.value = '';
    agir('creer_regroupement', { titre, contributions: [] });
  };

  /** @param {any} etat */
  function rendre(etat) {
    const phase = phaseCourante(etat);
    const active = phaseActive(etat);
    const permis = Boolean(active && active.type === 'regroupement' && active.participants_regroupent);
    remplir(parId('ecran-regrouper'), { consigne: phase ? phase.consigne : '' });
    montrer(formulaire, permis);
    const groupes = [...regroupementsTries(etat), A_CLASSER].map((g) => ({ g, cartes: cartesDe(etat, g.id === 'a-classer' ? null : g.id) }));
    lister(parId('groupes'), groupes.filter((x) => x.cartes.length || x.g !== A_CLASSER), (x) => x.g.id, creerGroupe, (e, x) => mettreAJour(e, x, etat, permis));
  }

  function creerGroupe() {
    const section = cloner('modele-groupe');
    const renommer = /** @type {HTMLFormElement} */ (section.querySelector('.renommer'));
    renommer.onsubmit = (e) => {
      e.preventDefault();
      const saisie = /** @type {HTMLInputElement} */ (renommer.querySelector('input'));
      if (saisie.value.trim()) agir('renommer_regroupement', { regroupement_id: section.dataset.cle, titre: saisie.value.trim() });
      saisie.value = '';
    };
    return section;
  }

  /** @param {HTMLElement} section @param {any} x @param {any} etat @param {boolean} permis */
  function mettreAJour(section, x, etat, permis) {
    section.dataset.couleur = String(x.g.couleur);
    remplir(section, { repere: x.g.repere, titre: x.g.titre, compte: pluriel(x.cartes.length, 'idée', 'idées') });
    montrer(section.querySelector('.repere'), x.g.repere !== '');
    montrer(section.querySelector('.renommer'), permis && x.g !== A_CLASSER);
    const liste = /** @type {Element} */ (section.querySelector('ul'));
    lister(liste, x.cartes, (/** @type {any} */ c) => c.id, creerCarte, (e, /** @type {any} */ c) => {
      remplir(e, { texte: c.texte, note: noteDe(c) });
      montrer(e.querySelector('[data-champ="note"]'), noteDe(c) !== '');
      montrer(e.querySelector('.signaler'), !etat.miennes.has(c.id));
      montrer(e.querySelector('.deplacer'), permis);
      if (permis) destinations(/** @type {HTMLSelectElement} */ (e.querySelector('select')), etat, c);
    });
  }

  function creerCarte() {
    const li = brancherAutre(cloner('modele-autre'), contexte);
    const select = /** @type {HTMLSelectElement} */ (li.querySelector('select'));
    select.onchange = () => agir('deplacer_contributions', { contributions: [li.dataset.cle], regroupement_id: select.value || null });
    return li;
  }

  /** @param {HTMLSelectElement} select @param {any} etat @param {any} carte */
  function destinations(select, etat, carte) {
    if (document.activeElement === select) return;
    const choix = [{ id: '', nom: 'À classer' }, ...regroupementsTries(etat).map((g) => ({ id: g.id, nom: g.repere + ' ' + g.titre }))];
    const voulu = choix.map((c) => c.id + c.nom).join('|');
    if (select.dataset.choix !== voulu) {
      select.textContent = '';
      choix.forEach((c) => select.add(new Option(c.nom, c.id)));
      select.dataset.choix = voulu;
    }
    select.value = carte.regroupement_id || '';
    select.setAttribute('aria-label', 'Déplacer « ' + carte.texte + ' » vers…');
  }

  return { rendre, occupe: () => champ.value.trim() !== '' };
}
