/**
 * Dragging cards with pointer events: the mouse after a few pixels, a finger after resting a moment (so that the list
 * still scrolls). The list under the finger is not drawn again while a drag lasts: the caller waits for `surFin`.
 */

const SEUIL_PX = 6;
const APPUI_MS = 280;
const BORD_PX = 72;

/**
 * @param {HTMLElement} conteneur holds `.colonne[data-cle]` lists of `.rangee[data-cle]`
 * @param {{surDebut: (id: string) => number, surFin: (depot: {id: string, cible: Element, avant: string | null} | null) => void}} options
 *   `surDebut` returns how many cards move together
 */
export function rendreGlissable(conteneur, { surDebut, surFin }) {
  /** @type {{carte: HTMLElement, x: number, y: number, pointeur: number, appui: number} | null} */
  let attente = null;
  /** @type {{carte: HTMLElement, fantome: HTMLElement, pointeur: number, x: number, y: number, cible: Element | null, avant: string | null, image: number} | null} */
  let glisse = null;

  conteneur.addEventListener('pointerdown', (e) => {
    const cible = /** @type {HTMLElement} */ (e.target);
    const carte = /** @type {HTMLElement | null} */ (cible.closest('.rangee'));
    if (!carte || carte.closest('[data-vie=close]') || e.button !== 0 || glisse || cible.closest('button, label, input')) return;
    const appui = e.pointerType === 'mouse' ? 0 : window.setTimeout(() => debuter(), APPUI_MS);
    attente = { carte, x: e.clientX, y: e.clientY, pointeur: e.pointerId, appui };
  });
  window.addEventListener('pointermove', (e) => {
    if (glisse) {
      if (glisse.pointeur !== e.pointerId) return;
      glisse.x = e.clientX;
      glisse.y = e.clientY;
      return;
    }
    if (!attente || attente.pointeur !== e.pointerId) return;
    const loin = Math.abs(e.clientX - attente.x) + Math.abs(e.clientY - attente.y) > SEUIL_PX;
    if (loin && attente.appui) renoncer();
    else if (loin) debuter();
  });
  window.addEventListener('pointerup', (e) => lacher(e, true));
  window.addEventListener('pointercancel', (e) => lacher(e, false));
  window.addEventListener('keydown', (e) => { if (glisse && e.key === 'Escape') finir(false); });
  conteneur.addEventListener('touchmove', (e) => { if (glisse && e.cancelable) e.preventDefault(); }, { passive: false });
  conteneur.addEventListener('contextmenu', (e) => { if (glisse || (attente && attente.appui)) e.preventDefault(); });

  /** Another finger coming or going changes nothing. @param {PointerEvent} e @param {boolean} poser */
  function lacher(e, poser) {
    if (glisse && glisse.pointeur === e.pointerId) finir(poser);
    else if (attente && attente.pointeur === e.pointerId) renoncer();
  }

  function renoncer() {
    if (attente) clearTimeout(attente.appui);
    attente = null;
  }

  function debuter() {
    if (!attente) return;
    const { carte, x, y, pointeur } = attente;
    renoncer();
    const nombre = surDebut(carte.dataset.cle || '');
    const cadre = carte.getBoundingClientRect();
    const fantome = /** @type {HTMLElement} */ (carte.cloneNode(true));
    fantome.removeAttribute('data-cle');
    fantome.setAttribute('aria-hidden', 'true');
    fantome.classList.add('rangee--fantome');
    fantome.dataset.nombre = nombre > 1 ? String(nombre) : '';
    fantome.style.width = `${cadre.width}px`;
    fantome.style.left = `${cadre.left - x}px`;
    fantome.style.top = `${cadre.top - y}px`;
    document.body.append(fantome);
    carte.classList.add('rangee--partie');
    glisse = { carte, fantome, pointeur, x, y, cible: null, avant: null, image: 0 };
    suivre();
  }

  /** One step per frame: the ghost follows, the place under it is marked, edges scroll. */
  function suivre() {
    if (!glisse) return;
    glisse.fantome.style.transform = `translate(${glisse.x}px, ${glisse.y}px)`;
    const dessous = document.elementFromPoint(glisse.x, glisse.y);
    defiler(dessous, glisse.y);
    const cible = dessous && dessous.closest('.colonne, [data-depot]');
    const avant = cible ? suivante(cible, glisse.y, glisse.carte) : null;
    marquer(cible, avant);
    glisse.cible = cible;
    glisse.avant = avant ? avant.dataset.cle || null : null;
    glisse.image = requestAnimationFrame(suivre);
  }

  /** @param {boolean} poser */
  function finir(poser) {
    if (!glisse) return;
    const { carte, fantome, cible, avant, image } = glisse;
    cancelAnimationFrame(image);
    glisse = null;
    fantome.remove();
    marquer(null, null);
    carte.classList.remove('rangee--partie');
    surFin(poser && cible ? { id: carte.dataset.cle || '', cible, avant } : null);
  }
}

/** The card the ghost would push down. @param {Element} cible @param {number} y @param {HTMLElement} sauf */
function suivante(cible, y, sauf) {
  const cartes = /** @type {HTMLElement[]} */ (Array.from(cible.querySelectorAll('.rangee')));
  return cartes.find((c) => c !== sauf && c.getBoundingClientRect().top + c.offsetHeight / 2 > y) || null;
}

/** @param {Element | null} cible @param {HTMLElement | null} avant */
function marquer(cible, avant) {
  document.querySelectorAll('.cible, .rangee--avant').forEach((e) => {
    if (e !== cible) e.classList.remove('cible');
    if (e !== avant) e.classList.remove('rangee--avant');
  });
  if (cible) cible.classList.add('cible');
  if (avant) avant.classList.add('rangee--avant');
}

/** Faster as the pointer gets closer to the edge. @param {Element | null} dessous @param {number} y */
function defiler(dessous, y) {
  const liste = dessous && dessous.closest('.colonne__cartes');
  const propre = liste && liste.scrollHeight > liste.clientHeight + 1 && getComputedStyle(liste).overflowY === 'auto' ? liste : null;
  const cadre = propre ? propre.getBoundingClientRect() : { top: 0, bottom: window.innerHeight };
  const pas = y < cadre.top + BORD_PX ? (y - cadre.top - BORD_PX) / 5 : y > cadre.bottom - BORD_PX ? (y - cadre.bottom + BORD_PX) / 5 : 0;
  if (pas) (propre || document.scrollingElement || document.documentElement).scrollTop += pas;
}
