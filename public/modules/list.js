// Lists of posts. Stills load when they come near the window, and several drafts can be chosen.
//
// video[data-still]                     loads nothing at first; film base takes its place if the file has gone meanwhile
// [data-choose]                         a box that chooses a draft
// [data-choose-all], [data-choose-none] buttons
// [data-chosen]                         says how many: [data-one], [data-many] with {n}

const NEAR = '200px';

/** What has begun to load goes on by itself, also when the page's next version says "none" again. */
const begun = new WeakSet();

const near = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      begun.add(target);
      target.preload = 'metadata';
      target.load();
    }
  },
  { rootMargin: NEAR },
);

function watch() {
  for (const video of document.querySelectorAll('video[data-still]')) {
    if (!begun.has(video)) near.observe(video);
  }
}

// Errors of media do not bubble.
document.addEventListener(
  'error',
  ({ target }) => {
    if (!target.matches?.('video[data-still]')) return;
    const slate = document.createElement('span');
    slate.className = 'slate';
    target.replaceWith(slate);
  },
  true,
);

/** The ids that are chosen: the boxes themselves may be exchanged for unchecked ones. */
const chosen = new Set();

function boxes() {
  return [...document.querySelectorAll('[data-choose]')];
}

function count() {
  for (const element of document.querySelectorAll('[data-chosen]')) {
    element.dataset.none ??= element.textContent;
    const { none, one, many } = element.dataset;
    element.textContent = chosen.size === 0 ? none : chosen.size === 1 ? one : many.replace('{n}', chosen.size);
  }
}

function choose(box, on) {
  box.checked = on;
  if (on) chosen.add(box.value);
  else chosen.delete(box.value);
}

document.addEventListener('change', (event) => {
  if (!event.target.matches?.('[data-choose]')) return;
  choose(event.target, event.target.checked);
  count();
});

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-choose-all], [data-choose-none]');
  if (!button) return;
  const on = button.matches('[data-choose-all]');
  for (const box of boxes()) choose(box, on);
  count();
  // The bar and its buttons go when nothing is chosen: the focus stays with the list.
  if (!on) document.querySelector('main [data-open]')?.focus();
});

// Enter on a box would send the form, and with it forget what is chosen.
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && event.target.matches?.('[data-choose]')) event.preventDefault();
});

document.addEventListener('live:changed', () => {
  const here = boxes();
  const ids = new Set(here.map((box) => box.value));
  for (const id of chosen) if (!ids.has(id)) chosen.delete(id);
  for (const box of here) box.checked = chosen.has(box.value);
  count();
  watch();
});

for (const box of boxes()) choose(box, box.checked);
count();
watch();
