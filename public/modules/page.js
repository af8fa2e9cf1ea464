// On every page: buttons that copy, and the caption's counter with its hashtags. All by delegation on the document, so that
// nothing is lost when a part of the page is exchanged; `live.js` says `live:changed` on the document afterwards.
//
// [data-scripted]  hidden until a script runs, because nothing else could make it work
// [data-plain]     the way without a script, hidden when one runs
// [data-copy]      a button: the id of what it copies; [data-copied]: what it says for a moment afterwards
// [data-counter]   a text field: the id of its counter; [data-limit], [data-template], [data-template-over]: {n} {limit} {over}
// [data-hashtags]  a text field: the id of the list of its hashtags

const SAID_FOR = 2000;
const NUMBER = new Intl.NumberFormat(document.documentElement.lang || 'en');

// The same rule as domain/caption.rs: letters of any script with their marks, digits, _ and the two joiners.
const WORD = '\\p{L}\\p{M}\\p{N}_\\u200c\\u200d';
const HASHTAG = new RegExp(`(?<![${WORD}&/#\\uff03])[#\\uff03][${WORD}]+`, 'gu');

function refresh() {
  for (const element of document.querySelectorAll('[data-scripted], button[data-copy]')) element.hidden = false;
  for (const element of document.querySelectorAll('[data-plain]')) element.hidden = true;
  for (const field of document.querySelectorAll('[data-counter]')) describe(field);
}

/** Counts in UTF-16 code units, as TikTok does, and says what is too much. */
function describe(field) {
  const limit = Number(field.dataset.limit);
  const counter = document.getElementById(field.dataset.counter);
  if (counter && limit) {
    const length = field.value.length;
    const isOver = length > limit;
    const template = (isOver && field.dataset.templateOver) || field.dataset.template || '{n}';
    counter.textContent = template
      .replace('{n}', NUMBER.format(length))
      .replace('{limit}', NUMBER.format(limit))
      .replace('{over}', NUMBER.format(Math.max(0, length - limit)));
    counter.toggleAttribute('data-over', isOver);
    // Spoken only while it matters.
    counter.setAttribute('aria-live', isOver ? 'polite' : 'off');
    if (isOver) field.setAttribute('aria-invalid', 'true');
    else field.removeAttribute('aria-invalid');
  }
  const list = document.getElementById(field.dataset.hashtags);
  if (list) {
    const tags = new Set(field.value.match(HASHTAG));
    list.replaceChildren(
      ...[...tags].map((tag) => {
        const item = document.createElement('li');
        item.textContent = tag;
        return item;
      }),
    );
    list.parentElement.hidden = tags.size === 0;
  }
}

document.addEventListener('input', (event) => {
  if (event.target.matches?.('[data-counter]')) describe(event.target);
});

document.addEventListener('click', async (event) => {
  const button = event.target.closest?.('button[data-copy]');
  const source = button && document.getElementById(button.dataset.copy);
  if (!source) return;
  const text = 'value' in source ? source.value : source.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    select(source);
    return;
  }
  const label = button.querySelector('[data-label]');
  if (!label || label.dataset.was) return;
  const was = label.textContent;
  label.dataset.was = was;
  label.textContent = button.dataset.copied;
  setTimeout(() => {
    // Gone if the page has changed meanwhile: then it says what it should already.
    if (label.dataset.was) label.textContent = was;
    delete label.dataset.was;
  }, SAID_FOR);
});

/** Where the clipboard is not allowed (plain http), the text is at least marked for copying by hand. */
function select(source) {
  const dialog = source.closest('[popover]');
  if (dialog && !dialog.matches(':popover-open')) dialog.showPopover();
  if (source.select) {
    source.focus();
    source.select();
  } else {
    getSelection().selectAllChildren(source);
  }
}

document.addEventListener('live:changed', refresh);
refresh();
