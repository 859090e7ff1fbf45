// The board: a card dropped on a stade opens the page where that crossing is explained and done; nothing moves by itself.
// The same ways are in the menu of each card, for the keyboard and for fingers.

const mur = /** @type {HTMLElement | null} */ (document.querySelector('.mur'));
const annonces = document.getElementById('annonces');

/** @type {HTMLElement | null} */
let partie = null;

if (mur) {
  mur.querySelectorAll('.mur-carte').forEach((carte) => {
    if (carte.querySelector('.avancer')) carte.setAttribute('draggable', 'true');
    carte.querySelectorAll('a').forEach((lien) => lien.setAttribute('draggable', 'false'));
  });
  mur.addEventListener('dragstart', debuter);
  mur.addEventListener('dragover', survoler);
  mur.addEventListener('drop', lacher);
  mur.addEventListener('dragend', finir);
  mur.addEventListener('keydown', clavier);
  mur.addEventListener('toggle', (e) => {
    const menu = /** @type {HTMLDetailsElement} */ (e.target);
    if (menu.open) fermer(menu);
  }, true);
  document.addEventListener('click', (e) => {
    const dans = /** @type {Element} */ (e.target).closest('.avancer');
    fermer(/** @type {HTMLDetailsElement | null} */ (dans));
  });
}

/** The ways of a card: stade → links. @param {Element} carte @returns {Map<string, HTMLAnchorElement[]>} */
function voies(carte) {
  /** @type {Map<string, HTMLAnchorElement[]>} */
  const trouvees = new Map();
  carte.querySelectorAll('[data-vers]').forEach((e) => {
    const lien = /** @type {HTMLAnchorElement} */ (e);
    const vers = lien.dataset.vers || '';
    trouvees.set(vers, [...(trouvees.get(vers) || []), lien]);
  });
  return trouvees;
}

/** @param {DragEvent} e */
function debuter(e) {
  partie = /** @type {HTMLElement | null} */ (/** @type {Element} */ (e.target).closest('.mur-carte'));
  if (!partie || !mur || !e.dataTransfer) return;
  e.dataTransfer.effectAllowed = 'move';
  e.dataTransfer.setData('text/plain', partie.dataset.id || '');
  fermer(null);
  partie.classList.add('mur-carte--partie');
  mur.classList.add('mur--glisse');
  const possibles = voies(partie);
  mur.querySelectorAll('.mur__colonne').forEach((c) => {
    c.classList.toggle('mur__colonne--possible', possibles.has(/** @type {HTMLElement} */ (c).dataset.stade || ''));
  });
}

/** Every column takes the drop: an impossible one says why nothing happens. @param {DragEvent} e */
function survoler(e) {
  const colonne = sous(e);
  if (!partie) return;
  document.querySelectorAll('.mur__colonne--dessous').forEach((c) => c.classList.remove('mur__colonne--dessous'));
  if (!colonne) return;
  e.preventDefault();
  if (colonne.classList.contains('mur__colonne--possible')) colonne.classList.add('mur__colonne--dessous');
}

/** @param {DragEvent} e */
function lacher(e) {
  const colonne = sous(e);
  const carte = partie;
  if (!colonne || !carte) return;
  e.preventDefault();
  const liens = voies(carte).get(colonne.dataset.stade || '') || [];
  if (liens.length === 1) window.location.assign(liens[0].href);
  else if (liens.length) choisir(carte, liens[0]);
  else if (!colonne.contains(carte)) dire(`De là, ce dossier ne va pas directement à «\u00a0${colonne.dataset.nom}\u00a0». Le menu de sa carte dit où il peut aller.`);
}

function finir() {
  if (partie) partie.classList.remove('mur-carte--partie');
  if (mur) mur.classList.remove('mur--glisse');
  document.querySelectorAll('.mur__colonne--dessous, .mur__colonne--possible').forEach((c) => {
    c.classList.remove('mur__colonne--dessous', 'mur__colonne--possible');
  });
  partie = null;
}

/** Several ways lead there: the menu asks which. @param {Element} carte @param {HTMLAnchorElement} premier */
function choisir(carte, premier) {
  const menu = /** @type {HTMLDetailsElement | null} */ (carte.querySelector('.avancer'));
  if (!menu) return;
  menu.open = true;
  premier.focus();
  dire('Plusieurs chemins mènent là. Choisissez-en un.');
}

/** Arrows walk in an open menu, Escape closes it. @param {KeyboardEvent} e */
function clavier(e) {
  const menu = /** @type {HTMLDetailsElement | null} */ (/** @type {Element} */ (e.target).closest('.avancer'));
  if (!menu || !menu.open) return;
  const choix = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll('a')]);
  const ici = choix.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  if (e.key === 'Escape') {
    menu.open = false;
    /** @type {HTMLElement} */ (menu.firstElementChild).focus();
  } else if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
    e.preventDefault();
    const pas = e.key === 'ArrowDown' ? 1 : -1;
    const vers = ici < 0 && pas < 0 ? choix.length - 1 : (ici + pas + choix.length) % choix.length;
    choix[vers].focus();
  }
}

/** Close every menu but one. @param {HTMLDetailsElement | null} sauf */
function fermer(sauf) {
  document.querySelectorAll('.avancer[open]').forEach((e) => {
    if (e !== sauf) /** @type {HTMLDetailsElement} */ (e).open = false;
  });
}

/** @param {DragEvent} e @returns {HTMLElement | null} */
function sous(e) {
  return /** @type {Element} */ (e.target).closest('.mur__colonne');
}

/** @param {string} phrase */
function dire(phrase) {
  const message = document.querySelector('.mur__message') || document.createElement('p');
  message.className = 'mur__message equipe__message';
  message.textContent = phrase;
  if (mur) mur.before(message);
  if (annonces) annonces.textContent = phrase;
  message.scrollIntoView({ block: 'nearest' });
}
