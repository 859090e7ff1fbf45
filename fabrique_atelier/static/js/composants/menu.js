// A menu opened by a button: arrows, Home, End, first letters, Escape; a sheet at the bottom of a narrow screen (CSS).

/**
 * @typedef {{libelle: string, action: () => void, repere?: string, couleur?: number, inactif?: boolean, danger?: boolean}} Entree
 */

/** @type {{fermer: (rendreFocus: boolean) => void, bouton: HTMLElement} | null} */
let ouvert = null;

/**
 * @param {HTMLElement} bouton gets aria-expanded, and the focus back
 * @param {string} nom what the menu is, for everybody to read
 * @param {Entree[]} entrees
 */
export function ouvrirMenu(bouton, nom, entrees) {
  const memeBouton = ouvert !== null && ouvert.bouton === bouton;
  if (ouvert) ouvert.fermer(memeBouton);
  if (memeBouton) return;
  const voile = document.createElement('div');
  voile.className = 'menu-voile';
  const menu = document.createElement('div');
  menu.className = 'menu';
  menu.setAttribute('role', 'menu');
  menu.setAttribute('aria-label', nom);
  const titre = document.createElement('p');
  titre.className = 'menu__titre';
  titre.setAttribute('role', 'presentation');
  titre.textContent = nom;
  menu.append(titre, ...entrees.map((entree) => article(entree, fermer)));
  voile.append(menu);
  (document.querySelector('main') || document.body).append(voile);
  placer(menu, bouton);
  bouton.setAttribute('aria-expanded', 'true');

  /** @param {boolean} rendreFocus */
  function fermer(rendreFocus) {
    ouvert = null;
    voile.remove();
    bouton.setAttribute('aria-expanded', 'false');
    if (rendreFocus && bouton.isConnected) bouton.focus();
  }
  ouvert = { fermer, bouton };
  voile.addEventListener('click', (e) => { if (e.target === voile) fermer(true); });
  menu.addEventListener('keydown', (e) => clavier(e, menu, fermer));
  const premier = choix(menu)[0];
  if (premier) premier.focus();
}

/** @param {Entree} entree @param {(rendreFocus: boolean) => void} fermer */
function article(entree, fermer) {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = entree.danger ? 'menu__choix menu__choix--danger' : 'menu__choix';
  element.setAttribute('role', 'menuitem');
  element.tabIndex = -1;
  if (entree.repere) {
    const repere = document.createElement('span');
    repere.className = 'menu__repere';
    if (entree.couleur) repere.dataset.couleur = String(entree.couleur);
    repere.textContent = entree.repere;
    element.append(repere, ' ');
  }
  const libelle = document.createElement('span');
  libelle.textContent = entree.libelle;
  element.append(libelle);
  if (entree.inactif) element.setAttribute('aria-disabled', 'true');
  element.addEventListener('click', () => {
    if (entree.inactif) return;
    fermer(true);
    entree.action();
  });
  return element;
}

/** @param {HTMLElement} menu @returns {HTMLElement[]} */
function choix(menu) {
  return /** @type {HTMLElement[]} */ ([...menu.querySelectorAll('[role=menuitem]')]);
}

/** @param {KeyboardEvent} e @param {HTMLElement} menu @param {(rendreFocus: boolean) => void} fermer */
function clavier(e, menu, fermer) {
  const tous = choix(menu);
  const ici = tous.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  /** @type {Record<string, number>} */
  const sauts = { ArrowDown: ici + 1, ArrowUp: ici - 1, Home: 0, End: tous.length - 1 };
  if (e.key === 'Escape' || e.key === 'Tab') {
    e.preventDefault();
    e.stopPropagation();
    fermer(true);
  } else if (e.key in sauts) {
    e.preventDefault();
    tous[(sauts[e.key] + tous.length) % tous.length].focus();
  } else if (e.key.length === 1 && e.key !== ' ' && !e.ctrlKey && !e.metaKey) {
    const lettre = e.key.toLocaleLowerCase('fr');
    const suivants = [...tous.slice(ici + 1), ...tous.slice(0, ici + 1)];
    const trouve = suivants.find((b) => (b.lastElementChild?.textContent || '').trim().toLocaleLowerCase('fr').startsWith(lettre));
    if (trouve) trouve.focus();
  }
}

/** Beside the button, inside the window; the narrow screen's sheet ignores these. @param {HTMLElement} menu @param {HTMLElement} bouton */
function placer(menu, bouton) {
  const cadre = bouton.getBoundingClientRect();
  const haut = Math.min(cadre.bottom + 4, window.innerHeight - menu.offsetHeight - 8);
  const gauche = Math.min(cadre.left, window.innerWidth - menu.offsetWidth - 8);
  menu.style.top = `${Math.max(8, haut)}px`;
  menu.style.left = `${Math.max(8, gauche)}px`;
}
