// On pages that follow the work. The server tells by events what happens; see src/web/events.
// Bytes and times are put in their place at once. Whatever else changes, the page is asked for again, and only what
// differs is changed: never what a person types, has opened, or watches.
//
// For other modules: an element with data-live-keep is left as it is, and after each change of the page the document
// hears the event "live:changed", to do again what the server cannot know.

import { Idiomorph } from '../vendor/idiomorph/idiomorph.min.js';

const PAUSE = 1000; // between two looks at the page, however much happens
const HIDDEN_PAUSE = 5000; // the same while nobody sees it: only title and icon matter then
const STALE = 30 * 60 * 1000; // the server compares marks for an hour
const TRIES = 5; // after the server refused; a broken line is the browser's to mend

const root = document.documentElement;
const said = document.createElement('p');
let source = null;
let timer = null;
let asking = false;
let again = false;
let made = Date.now();
let refused = 0;
let over = false;

/** What the server says about following in the page as it is now; nothing if nothing can change. */
function follower(from = document) {
  return from.querySelector('script[data-follows]');
}

/** A page about one post lets its connection go while nobody sees it. The list keeps it, for its title and icon. */
function isResting() {
  return document.hidden && Boolean(follower()?.dataset.post);
}

function open() {
  if (source || over || !follower() || isResting()) return;
  const events = new EventSource(follower().dataset.events);
  source = events;
  events.addEventListener('hello', ({ data }) => {
    refused = 0;
    root.toggleAttribute('data-is-live', true);
    if (data !== follower()?.dataset.follows || Date.now() - made > STALE) refresh();
  });
  events.addEventListener('parts', ({ data }) => place(JSON.parse(data)));
  events.addEventListener('changed', ({ data }) => {
    const { post, counts } = JSON.parse(data);
    const mine = follower()?.dataset.post;
    if (!mine || !post || counts || mine === post) refresh();
  });
  events.addEventListener('end', () => {
    close();
    over = true;
  });
  events.addEventListener('error', () => {
    root.toggleAttribute('data-is-live', false);
    if (events.readyState !== EventSource.CLOSED || source !== events) return;
    close();
    refused += 1;
    over = refused > TRIES;
    setTimeout(open, PAUSE * 2 ** (refused + 1));
  });
}

function close() {
  source?.close();
  source = null;
  root.toggleAttribute('data-is-live', false);
}

/** Puts new content into parts of the page. */
function place(parts) {
  for (const [name, html] of Object.entries(parts)) {
    for (const part of document.querySelectorAll(`[data-live="${name}"]`)) {
      Idiomorph.morph(part, html, { morphStyle: 'innerHTML' });
    }
  }
}

/** Asks for the page soon; not all tabs of all people at the same moment. */
function refresh() {
  if (asking) {
    again = true;
    return;
  }
  if (timer !== null) return;
  const own = Number(follower()?.dataset.pause ?? 0);
  const pause = Math.max(document.hidden ? HIDDEN_PAUSE : PAUSE, own);
  const wait = Math.max(0, made + pause - Date.now()) + Math.random() * (pause / 5);
  timer = setTimeout(ask, wait);
}

async function ask() {
  clearTimeout(timer);
  timer = null;
  asking = true;
  again = false;
  made = Date.now();
  try {
    const headers = { Accept: 'text/html', 'X-Refresh': '1' };
    const answer = await fetch(location.href, { headers, cache: 'no-store' });
    if (answer.ok && !answer.redirected) {
      change(parsed(await answer.text()));
    } else {
      // Signed out, or no longer there: going there by hand says which.
      close();
      over = true;
    }
  } catch {
    // The line is broken. When it is mended, the marks differ.
    root.toggleAttribute('data-is-live', false);
  }
  asking = false;
  if (again && source) refresh();
}

/** A page as a browser with script has it: there, what stands in <noscript> is text. */
function parsed(html) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const part of page.querySelectorAll('noscript')) part.textContent = part.innerHTML;
  return page;
}

/** Makes the page into `next`. */
function change(next) {
  document.title = next.title;
  const icon = document.querySelector('link[rel=icon]');
  const nextIcon = next.querySelector('link[rel=icon]');
  if (icon && nextIcon && icon.getAttribute('href') !== nextIcon.getAttribute('href')) icon.replaceWith(nextIcon);
  become(document.querySelector('.topbar__nav'), next.querySelector('.topbar__nav'));

  const main = document.querySelector('main');
  const nextMain = next.querySelector('main');
  if (!main || !nextMain) return;
  if (wouldTakeAway(main, nextMain)) {
    // The person goes on; the link to reload says that there is something newer.
    root.toggleAttribute('data-is-live', false);
    return;
  }
  const before = words(main);
  const isAboutOne = Boolean(follower()?.dataset.post);
  become(main, nextMain);
  bringModules(next);
  const mark = follower();
  const nextMark = follower(next);
  if (mark && nextMark) {
    mark.dataset.follows = nextMark.dataset.follows;
    root.toggleAttribute('data-is-live', source?.readyState === EventSource.OPEN);
  } else {
    mark?.remove();
    close();
  }
  const after = words(document);
  if (after !== before) {
    said.textContent = after;
    if (isAboutOne) forgetNotices();
  }
  document.dispatchEvent(new Event('live:changed'));
}

/** What was done has led to what the headline says now; a refusal stays true. */
function forgetNotices() {
  for (const notice of document.querySelectorAll('.said > [data-tone=good]')) notice.remove();
  const rest = document.querySelector('.said');
  if (rest?.childElementCount === 0) rest.remove();
}

/** What the first post of all brings with it, the page without any has not asked for. A second time costs nothing. */
function bringModules(next) {
  for (const { src } of next.querySelectorAll('script[type=module][src]')) {
    if (![...document.scripts].some((script) => script.src === src)) import(src);
  }
}

function words(within) {
  return within.querySelector('[data-live-say]')?.textContent.trim() ?? '';
}

function become(old, next) {
  if (!old || !next) return;
  Idiomorph.morph(old, next, {
    ignoreActiveValue: true,
    callbacks: {
      beforeNodeMorphed: (node) => !isKept(node) && !isTouched(node),
      beforeNodeRemoved: (node) => !node.matches?.('[data-live-keep]'),
      // What a script or a person did to these attributes, the server does not know.
      beforeAttributeUpdated: (name, node) =>
        !(name === 'open' && node.matches('details, dialog')) && !(name === 'hidden' && node.matches('[data-copy]')),
    },
  });
}

/** A form that was refused shows what was typed and why, which the page asked for anew would not. */
function isKept(node) {
  return Boolean(
    node.matches?.('[data-live-keep]') || (node.matches?.('form') && node.querySelector('[aria-invalid=true]')),
  );
}

/** Whether a person has changed the field. */
function isTouched(node) {
  if (!node.matches?.('input, textarea, select')) return false;
  if (node.matches('[type=checkbox], [type=radio]')) return node.checked !== node.defaultChecked;
  if (node.matches('select')) {
    const chosen = [...node.options].findIndex((option) => option.defaultSelected);
    return node.selectedIndex !== Math.max(chosen, 0);
  }
  return node.value !== node.defaultValue;
}

/** Whether what a person types or watches now has no place in the page as it would be. */
function wouldTakeAway(main, next) {
  const fields = main.querySelectorAll('textarea, input:not([type=checkbox], [type=radio], [type=hidden])');
  for (const field of fields) {
    const typing = field === document.activeElement && !field.readOnly;
    if (!typing && !isTouched(field)) continue;
    const selector = field.id ? `#${CSS.escape(field.id)}` : `[name="${CSS.escape(field.name)}"]`;
    if (!next.querySelector(selector)) return true;
  }
  for (const video of main.querySelectorAll('video')) {
    const playing = !video.paused && !video.ended;
    const address = CSS.escape(video.getAttribute('src') ?? '');
    if (playing && !next.querySelector(`video[src="${address}"]`)) return true;
  }
  return false;
}

if (follower() && 'EventSource' in window) {
  said.className = 'visually-hidden';
  said.setAttribute('role', 'status');
  document.body.append(said);
  open();
  document.addEventListener('visibilitychange', () => {
    if (isResting()) {
      close();
    } else {
      open();
      if (!document.hidden && timer !== null) ask();
    }
  });
  // A page that the browser keeps for "back" must not hold a connection, and is old when it comes back.
  addEventListener('pagehide', close);
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    over = false;
    open();
    refresh();
  });
}
