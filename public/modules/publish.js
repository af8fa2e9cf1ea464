// On the publish page. The rules of the form, which the style sheet keeps as well as it can and the server keeps in any
// case: here the one button, "Only me" and "Branded content" are really disabled while a rule forbids them.
// Every sentence is on the page already; this module only chooses which one is seen.

const form = document.querySelector('form.publish');
const part = (name) => form?.querySelector(name);
const button = part('button[data-when="ready"]');
const privacy = part('#privacy');
const disclose = part('#disclose');
const own = part('#own');
const branded = part('#branded');
const caption = part('#caption');

if (button && privacy && disclose && own && branded) start();
keepWords();

/** Another account's settings come with another page; the words typed so far go there with the person. */
function keepWords() {
  const chooser = document.querySelector('#as')?.form;
  const place = `words ${location.pathname}`;
  chooser?.addEventListener('submit', () => {
    if (caption) sessionStorage.setItem(place, JSON.stringify({ saved: caption.defaultValue, typed: caption.value }));
  });
  if (!caption) return;
  const { saved, typed } = JSON.parse(sessionStorage.getItem(place) ?? '{}');
  sessionStorage.removeItem(place);
  // What was saved elsewhere meanwhile is newer.
  if (typed === undefined || saved !== caption.defaultValue) return;
  caption.value = typed;
  // When every module is there that counts along.
  addEventListener('pageshow', () => caption.dispatchEvent(new Event('input', { bubbles: true })), { once: true });
}

function start() {
  // The twins of the button lend it their words.
  const why = { ready: '' };
  for (const reason of form.querySelectorAll('.publish__act .hint[data-when]')) {
    if (reason.dataset.when !== 'ready') why[reason.dataset.when] = reason.textContent.trim();
  }
  for (const twin of form.querySelectorAll('button[data-when^="no-"]')) twin.remove();
  const notPrivate = why['no-conflict'] ?? '';

  const update = () => {
    const partnership = disclose.checked && branded.checked;
    const hidden = privacy.selectedOptions[0]?.dataset.hidden !== undefined;
    // Both orders of the rule; if a browser has restored both at once, either can be taken back.
    branded.disabled = branded.dataset.closed !== undefined || (hidden && !branded.checked);
    branded.closest('label').title = hidden ? notPrivate : '';
    for (const option of privacy.options) {
      if (option.dataset.hidden === undefined) continue;
      option.dataset.locked ??= String(option.disabled);
      option.disabled = option.dataset.locked === 'true' || (partnership && !option.selected);
    }
    privacy.title = partnership ? notPrivate : '';

    const state = stateOf(partnership, hidden);
    form.dataset.state = state;
    button.disabled = state !== 'ready';
    button.title = why[state] ?? '';
    for (const reason of form.querySelectorAll('.publish__act .hint[data-when]')) {
      reason.toggleAttribute('data-now', reason.dataset.when === state);
    }
    button.setAttribute('aria-describedby', `why-${state}`);
  };

  form.addEventListener('input', update);
  form.addEventListener('change', update);
  // One press is enough. The page may come back from the browser's memory, and then the form is open again.
  form.addEventListener('submit', () => setTimeout(() => (button.disabled = true)));
  addEventListener('pageshow', update);
  update();
}

/** What keeps the button from being pressed: the name of the reason, or `ready`. */
function stateOf(partnership, hidden) {
  if (disclose.checked && !own.checked && !branded.checked) return 'no-disclosure';
  if (!privacy.value) return 'no-privacy';
  if (partnership && hidden) return 'no-conflict';
  // `length` of a JavaScript string is TikTok's measure: UTF-16 units.
  const limit = Number(caption?.dataset.limit ?? 2200);
  if (caption && caption.value.length > limit) return 'no-room';
  return 'ready';
}
