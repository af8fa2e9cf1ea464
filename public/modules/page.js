// On every page. Buttons that copy: shown only where this module runs, because nothing else could make them work.
// A button names the element it copies in data-copy, and says data-copied for a moment when it has.

const SAID_FOR = 2000;

function show() {
  for (const button of document.querySelectorAll('button[data-copy]')) {
    button.hidden = false;
  }
}

show();
document.addEventListener('live:changed', show);

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
  label.dataset.was = label.textContent;
  label.textContent = button.dataset.copied;
  setTimeout(() => {
    label.textContent = label.dataset.was;
    delete label.dataset.was;
  }, SAID_FOR);
});

/** Where the clipboard is not allowed (plain http), the text is at least marked for copying by hand. */
function select(source) {
  if (source.select) {
    source.select();
  } else {
    getSelection().selectAllChildren(source);
  }
}
