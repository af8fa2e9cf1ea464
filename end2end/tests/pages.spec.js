// Every page, for everybody: what axe knows of WCAG 2.2, the keyboard, small windows and large letters, few colours, no
// motion; and what its title, icon, times and figures look like.
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { everyPage, handIn, named, newKey, signIn, waitFor } from './world.js';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SIZES = [{ width: 1280, height: 800 }, { width: 390, height: 844 }];

/** What is said of a page in the attributes of `<time>`. */
const MOMENT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z|PT\d+S|PT\d+H\d+M)$/;

/** The pages are the same for all tests here: what the first one made is there for the next. */
let known;
async function pages(page, request, baseURL) {
  await signIn(page);
  known ??= await everyPage(page, request, baseURL);
  return known;
}

// SCREENSHOTS=1 renews the pictures that the README shows.
async function picture(page, name) {
  if (process.env.SCREENSHOTS) {
    await page.screenshot({ path: `screenshots/${name}.png` });
  }
}

async function examine(page, where) {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect.soft(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), where).toEqual([]);
}

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing (${colorScheme})`, async ({ page, request, baseURL }) => {
    test.setTimeout(600_000);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto('/login');
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await examine(page, `/login ${size.width}`);
    }
    for (const path of await pages(page, request, baseURL)) {
      await page.goto(path);
      for (const size of SIZES) {
        await page.setViewportSize(size);
        await examine(page, `${named(path)} ${size.width}`);
      }
    }
  });

  test(`axe finds nothing in what opens (${colorScheme})`, async ({ page, request, baseURL }) => {
    test.setTimeout(300_000);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const path of await pages(page, request, baseURL)) {
      await page.goto(path);
      const ids = await page.locator('[popover]').evaluateAll((all) => all.map((one) => one.id));
      for (const id of ids) {
        // The menu and the list of keys are the same everywhere.
        if (path !== '/' && ['menu', 'keys'].includes(id)) continue;
        const dialog = page.locator(`[id="${id}"]`);
        await dialog.evaluate((one) => one.showPopover());
        await examine(page, `${named(path)} #${named(id)}`);
        await dialog.evaluate((one) => one.hidePopover());
      }
    }
  });

  test(`the pictures of the README (${colorScheme})`, async ({ page, request, baseURL }) => {
    test.skip(!process.env.SCREENSHOTS, 'SCREENSHOTS=1 renews them');
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await signIn(page);
    const key = await newKey(page, `pictures ${colorScheme}`);
    const post = await handIn(request, baseURL, key, 'First light at the ferry pier. #slowmorning #harbour', { review: true });
    await waitFor(request, key, post.id, 'needs_review');
    await page.goto(`/posts/${post.id}`);
    await picture(page, `review-${colorScheme}`);
    await page.goto('/');
    await picture(page, `drafts-${colorScheme}`);
  });
}

/** What reaches beyond the window. */
const tooWide = (page) =>
  page.evaluate(() => {
    const most = document.documentElement.clientWidth;
    const width = document.documentElement.scrollWidth;
    if (width <= most) return [];
    const wide = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > most + 1);
    return [`${width} pixels`, ...wide.slice(0, 5).map((one) => one.outerHTML.slice(0, 120))];
  });

for (const width of [390, 320]) {
  test(`nothing is wider than ${width} pixels`, async ({ page, request, baseURL }) => {
    test.setTimeout(180_000);
    const all = await pages(page, request, baseURL);
    const key = await newKey(page, `narrow ${width}`);
    const post = await handIn(request, baseURL, key, 'A caption_without_any_place_to_break_'.repeat(6), { review: true });
    await waitFor(request, key, post.id, 'needs_review');
    await page.setViewportSize({ width, height: 800 });
    for (const path of [...all, `/posts/${post.id}`, `/posts/${post.id}/publish`]) {
      await page.goto(path);
      expect.soft(await tooWide(page), named(path)).toEqual([]);
    }
  });
}

test('letters of twice the size fit', async ({ page: small, request, baseURL, playwright, launchOptions }) => {
  test.setTimeout(180_000);
  const all = await pages(small, request, baseURL);
  // What people choose in the settings of their browser, where it also moves the borders between layouts.
  const args = [...(launchOptions.args ?? []), '--blink-settings=defaultFontSize=32'];
  const browser = await playwright.chromium.launch({ ...launchOptions, args });
  const storageState = await small.context().storageState();
  const page = await browser.newPage({ baseURL, storageState, viewport: SIZES[0] });
  for (const path of all) {
    await page.goto(path);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('32px');
    expect.soft(await tooWide(page), named(path)).toEqual([]);
    // Words in a box of a fixed height would be cut off.
    const cut = await page.locator('a, button, h1, h2, p, dd, td, label, summary').evaluateAll((all) =>
      all
        .filter((one) => one.checkVisibility() && one.scrollHeight > one.clientHeight + 4)
        .filter((one) => ['hidden', 'clip'].includes(getComputedStyle(one).overflowY))
        .filter((one) => !one.closest('[class*=clamp], .visually-hidden, .skip-link'))
        .map((one) => one.outerHTML.slice(0, 120)),
    );
    expect.soft(cut, named(path)).toEqual([]);
  }
  await browser.close();
});

/** Notes every control that can be seen; of radio buttons the group. */
function noteControls() {
  const groups = new Set();
  window.controls = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter((one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true }))
    .filter((one) => {
      if (one.type !== 'radio') return true;
      const group = `${one.form?.id} ${one.name}`;
      return !groups.has(group) && groups.add(group);
    });
  return window.controls.length;
}

/** Where the keyboard is, and whether a person sees that. */
function whereFocusIs() {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  let index = window.controls.indexOf(one);
  if (index < 0 && one.type === 'radio') index = window.controls.findIndex((other) => other.name === one.name);
  const target = one.matches('.visually-hidden, [type=checkbox], [type=radio], [type=file]') ? (one.closest('label') ?? one) : one;
  // 2.4.11: not all of it lies under something else. A link over two lines has two boxes.
  const isSeen = [...target.getClientRects()].some((box) =>
    [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]].some(([x, y]) => {
      // Of what is larger than the window, the part in the window is asked.
      const [from, to] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
      const top = document.elementFromPoint(box.left + box.width * x, from + (to - from) * y);
      return top && (target.contains(top) || top.contains(target));
    }),
  );
  const isMarked = [one, target, one.parentElement, one.closest('li')].filter(Boolean).some((some) => {
    const style = getComputedStyle(some);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
  });
  return { index, isSeen, isMarked, html: one.outerHTML.slice(0, 140) };
}

for (const size of SIZES) {
  test(`the keyboard comes to every control and shows where it is (${size.width})`, async ({ page, request, baseURL }) => {
    test.setTimeout(600_000);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.setViewportSize(size);
    for (const path of await pages(page, request, baseURL)) {
      await page.goto(path);
      const count = await page.evaluate(noteControls);
      const met = new Set();
      const faults = new Set();
      for (let step = 0; step < count + 100 && met.size < count; step += 1) {
        await page.keyboard.press('Tab');
        const here = await page.evaluate(whereFocusIs);
        if (!here) continue;
        if (here.index >= 0) met.add(here.index);
        if (!here.isSeen) faults.add(`hidden behind something: ${here.html}`);
        if (!here.isMarked) faults.add(`no ring: ${here.html}`);
      }
      const missed = await page.evaluate(
        (met) => window.controls.filter((one, index) => !met.includes(index) && one.checkVisibility()).map((one) => `never met: ${one.outerHTML.slice(0, 140)}`),
        [...met],
      );
      expect.soft([...faults, ...missed], `${named(path)} ${size.width}`).toEqual([]);
    }
  });
}

test('nothing moves for those who want no motion', async ({ page, request, baseURL }) => {
  test.setTimeout(180_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const path of await pages(page, request, baseURL)) {
    await page.goto(path);
    const moving = await page.evaluate(() =>
      document
        .getAnimations()
        .filter((one) => one.playState === 'running' && one.effect.getComputedTiming().endTime > 50)
        .map((one) => one.animationName ?? one.transitionProperty),
    );
    expect.soft(moving, named(path)).toEqual([]);
  }
});

test('controls keep their edges when the system chooses the colours', async ({ page, request, baseURL }) => {
  test.setTimeout(180_000);
  await page.emulateMedia({ forcedColors: 'active' });
  for (const path of await pages(page, request, baseURL)) {
    await page.goto(path);
    const bare = await page.locator('.btn, .input, .check input, .switch input').evaluateAll((all) =>
      all
        .filter((one) => one.checkVisibility() && !one.matches('.btn--link, .btn--quiet'))
        .filter((one) => {
          const { borderTopStyle, outlineStyle, appearance } = getComputedStyle(one);
          return borderTopStyle === 'none' && outlineStyle === 'none' && appearance === 'none';
        })
        .map((one) => one.outerHTML.slice(0, 120)),
    );
    expect.soft(bare, named(path)).toEqual([]);
  }
});

test('titles, icons, times and figures', async ({ page, request, baseURL }) => {
  test.setTimeout(180_000);
  const all = await pages(page, request, baseURL);
  for (const path of all.filter((path) => path !== '/docs')) {
    await page.goto(path);
    const name = named(path);
    // A draft waits: the title and the icon say so, wherever one is.
    expect.soft(await page.title(), name).toMatch(/^\(\d+\) \S.* · \S.*$/);
    expect.soft(await page.locator('link[rel=icon]').getAttribute('href'), name).toMatch(/^\/assets\/mark-waiting-/);

    const moments = await page.locator('time').evaluateAll((times) => times.map((one) => one.getAttribute('datetime') ?? ''));
    expect.soft(moments.filter((moment) => !MOMENT.test(moment)), name).toEqual([]);
    // What is nothing but a moment is one for machines, too.
    const loose = await page.evaluate(() => {
      const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
      const found = [];
      while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode;
        const isMoment = /^\s*(just now|today, .*|\d+ (s|min|h|days)\b.* ago|in \d+ (s|min|h)\b.*|(\d+ [A-Z][a-z]{2}( \d{4})?, )?\d\d:\d\d(:\d\d)?( \S+)?)\s*$/.test(data);
        if (isMoment && !parentElement.closest('time, code, pre, textarea, .caption, option, [aria-hidden=true]') && parentElement.checkVisibility()) {
          found.push(data);
        }
      }
      return found;
    });
    expect.soft(loose, name).toEqual([]);
    const ragged = await page.locator('time, td, progress, .count, .counter, .timeleft, .progress-line, .facts, .tabs b').evaluateAll((all) =>
      all.filter((one) => !getComputedStyle(one).fontVariantNumeric.includes('tabular-nums')).map((one) => one.outerHTML.slice(0, 120)),
    );
    expect.soft(ragged, name).toEqual([]);
    const words = await page.locator('main').innerText();
    expect.soft(words.match(/\b\d{5,} ?(bytes|B)\b|\b\d{4,} (ms|s|min)\b|\b\d+(MB|GB|kB|min)\b/g), name).toBeNull();
  }
});
