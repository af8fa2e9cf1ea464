// Single keys. They rest while somebody types, while a dialog is open, and with Ctrl, Alt or Meta; a switch in the dialog
// that lists them turns them off for this browser.
//
// [data-item]    one of a list: j and k move among them, x chooses; its link is [data-open], which Enter follows by itself
// [data-key]     pressed, followed or, if it is a field, given the focus by that key

const STORED = 'single-keys';
const TEXT_FIELDS = 'textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])';

const dialog = document.getElementById('keys');
const control = document.querySelector('[data-keys-switch]');

/** Storage may be forbidden; then the switch holds for this page. */
let isOff = false;
try {
  isOff = localStorage.getItem(STORED) === 'off';
} catch {
  // As above.
}
if (control) control.checked = !isOff;

control?.addEventListener('change', () => {
  isOff = !control.checked;
  try {
    if (isOff) localStorage.setItem(STORED, 'off');
    else localStorage.removeItem(STORED);
  } catch {
    // As above.
  }
});

/** The key as it is printed on a Latin keyboard: with a Thai layout, too, j is where j is. */
function keyOf(event) {
  if (/^[!-~]$/.test(event.key)) return event.key.toLowerCase();
  if (event.code === 'Slash' && event.shiftKey) return '?';
  return /^Key[A-Z]$/.test(event.code) && event.key.length === 1 ? event.code.slice(3).toLowerCase() : '';
}

document.addEventListener('keydown', (event) => {
  if (isOff || event.defaultPrevented || event.isComposing) return;
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const at = event.target;
  if (at.matches?.(TEXT_FIELDS) || at.isContentEditable) return;
  const key = keyOf(event);
  if (!key) return;
  if (key === '?' && dialog) {
    dialog.togglePopover();
    if (dialog.matches(':popover-open')) dialog.querySelector('[data-keys-close]')?.focus();
  } else if (document.querySelector(':popover-open') || !(inList(key) || pressed(key))) {
    return;
  }
  event.preventDefault();
});

function inList(key) {
  const items = [...document.querySelectorAll('main [data-item]')].filter((item) => item.offsetParent);
  if (items.length === 0) return false;
  const at = items.indexOf(document.activeElement?.closest('[data-item]'));
  if (key === 'x' && at >= 0) {
    const box = items[at].querySelector('[data-choose]');
    box?.click();
    return Boolean(box);
  }
  if (key !== 'j' && key !== 'k') return false;
  const next = items[at < 0 ? 0 : at + (key === 'j' ? 1 : -1)];
  next?.querySelector('[data-open]')?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: 'nearest' });
  return true;
}

function pressed(key) {
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return false;
  if (target.matches(TEXT_FIELDS)) target.focus();
  else target.click();
  return true;
}
