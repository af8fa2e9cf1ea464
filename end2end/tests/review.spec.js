// Reviewing in a real browser: the counter, keys, several drafts at once, the player, and stills that cost little.
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { complaintsOf, handIn, newKey, signIn, simulator, waitFor } from './world.js';

const FIXTURES = new URL('../../src/tests/fixtures/', import.meta.url);

/** Held drafts with these captions; their ids. */
async function drafts(page, request, baseURL, captions) {
  const key = await newKey(page, 'review');
  const ids = [];
  for (const caption of captions) {
    const post = await handIn(request, baseURL, key, caption, { review: true });
    ids.push(post.id);
  }
  for (const id of ids) await waitFor(request, key, id, 'needs_review');
  return { key, ids };
}

/** A held draft of this very file, handed in as a file. */
async function fileDraft(request, key, name, buffer) {
  const answer = await request.post('/api/posts/video', {
    headers: { 'X-API-Key': key },
    multipart: { content: name, platforms: 'tiktok', auto_approve: 'false', file: { name, mimeType: 'video/mp4', buffer } },
  });
  expect(answer.status(), await answer.text()).toBe(202);
  const { id } = await answer.json();
  await waitFor(request, key, id, 'needs_review');
  return id;
}

/** Rejects everything that waits, so that each test begins with an empty list. */
async function clear(page) {
  await page.goto('/');
  for (;;) {
    const boxes = page.getByRole('checkbox', { name: /^Choose / });
    const count = await boxes.count();
    if (count === 0) return;
    for (let index = 0; index < count; index += 1) await boxes.nth(index).check();
    await page.getByRole('button', { name: 'Reject', exact: true }).click();
    await page.getByRole('button', { name: 'Reject and delete' }).click();
    await expect(page.getByRole('status').filter({ hasText: /rejected/ })).toBeVisible();
  }
}

/** What lies in the TikTok inbox is posted there: TikTok takes only a few unfinished drafts. */
test.afterEach(async ({ page, baseURL }) => {
  for (;;) {
    await page.goto(`${simulator(baseURL)}/phone`);
    const draft = page.getByRole('link', { name: /draft|video|ready/i }).first();
    if ((await draft.count()) === 0) return;
    await draft.click();
    await page.getByRole('button', { name: 'Post', exact: true }).click();
  }
});

test.beforeEach(async ({ page }) => {
  await signIn(page);
  await clear(page);
});

test.describe('with script', () => {
  test('the counter and the hashtags follow what is typed', async ({ page, request, baseURL }) => {
    const { ids } = await drafts(page, request, baseURL, ['Counted #one']);
    await page.goto(`/posts/${ids[0]}`);
    const field = page.getByLabel('Caption');
    const counter = page.locator('#caption-count');
    await expect(counter).toHaveText('12 of 2,200');
    await field.fill('🎬\n#ท่องเที่ยว #été, C#no https://example.com/#no ##no');
    await expect(counter).toHaveText('54 of 2,200');
    await expect(page.locator('#caption-tags li')).toHaveText(['#ท่องเที่ยว', '#été']);
    await field.fill('a'.repeat(3201));
    await expect(counter).toHaveText('3,201 of 2,200: 1,001 too many');
    await expect(counter).toHaveAttribute('data-over', '');
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(page.locator('.tags')).toBeHidden();
    await field.fill('Short #again');
    await expect(counter).not.toHaveAttribute('data-over', '');
    await expect(field).not.toHaveAttribute('aria-invalid', 'true');
    await expect(page.locator('#caption-tags li')).toHaveText(['#again']);
    await page.getByRole('button', { name: 'Save caption' }).click();
    await expect(counter).toHaveText('12 of 2,200');
  });

  test('the caption is copied from the draft and from the list of what lies in TikTok', async ({ page, request, baseURL, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const { key, ids } = await drafts(page, request, baseURL, ['Copy me #please']);
    await page.goto(`/posts/${ids[0]}`);
    await page.getByRole('button', { name: 'Copy caption' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('Copy me #please');
    await page.getByRole('button', { name: 'Send to TikTok inbox' }).first().click();
    await waitFor(request, key, ids[0], 'in_inbox');
    await page.evaluate(() => navigator.clipboard.writeText(''));
    await page.goto('/?tab=tiktok');
    const row = page.locator('li').filter({ hasText: 'Copy me' }).first();
    await row.getByRole('button', { name: 'Copy caption' }).click();
    await expect(row.getByRole('button', { name: 'Copied' })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('Copy me #please');
  });

  test('from the list to "sent" without a mouse, and on to the next draft', async ({ page, request, baseURL }) => {
    const { key, ids } = await drafts(page, request, baseURL, ['Keys first', 'Keys second', 'Keys third']);
    await page.goto('/');
    await page.keyboard.press('j');
    await expect(page.getByRole('link', { name: 'Keys first' })).toBeFocused();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await expect(page.getByRole('link', { name: 'Keys second' })).toBeFocused();
    const ring = page.locator('li').filter({ hasText: 'Keys second' });
    expect(await ring.evaluate((item) => getComputedStyle(item).outlineStyle)).toBe('solid');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(ids[1]));
    await page.keyboard.press('j');
    await expect(page).toHaveURL(new RegExp(ids[2]));
    await page.keyboard.press('k');
    await expect(page).toHaveURL(new RegExp(ids[1]));

    await page.keyboard.press('e');
    await expect(page.getByLabel('Caption')).toBeFocused();
    await page.keyboard.press('End');
    await page.keyboard.type(' jku?');
    await expect(page.getByLabel('Caption')).toHaveValue('Keys second jku?');
    await expect(page).toHaveURL(new RegExp(ids[1]));
    const send = page.locator('.decide').getByRole('button', { name: 'Send to TikTok inbox' });
    for (let tabs = 0; tabs < 12 && !(await send.evaluate((button) => button === document.activeElement)); tabs += 1) {
      await page.keyboard.press('Tab');
    }
    await expect(send).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(ids[1]));
    await expect(page.locator('.decide')).toHaveCount(0);
    await waitFor(request, key, ids[1], 'in_inbox');
    await page.keyboard.press('j');
    await expect(page).toHaveURL(new RegExp(ids[0]));
    await page.keyboard.press('u');
    await expect(page).toHaveURL(/tab=review/);
  });

  test('a dialog opened by keyboard gives the focus back, and keys rest meanwhile', async ({ page, request, baseURL }) => {
    const { key, ids } = await drafts(page, request, baseURL, ['Dialog one', 'Dialog two']);
    await page.goto(`/posts/${ids[0]}`);
    const reject = page.locator('.decide').getByRole('button', { name: 'Reject', exact: true });
    await reject.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'Reject this draft?' })).toBeVisible();
    await page.keyboard.press('j');
    await expect(page).toHaveURL(new RegExp(ids[0]));
    await page.keyboard.press('Tab');
    await expect(page.getByLabel('Reason, if you like')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(reject).toBeFocused();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === '/');
    await waitFor(request, key, ids[0], 'rejected');
  });

  test('the keys are listed, work with a Thai layout, and can be turned off', async ({ page, request, baseURL }) => {
    await drafts(page, request, baseURL, ['Off one', 'Off two']);
    await page.goto('/');
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(dialog).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();

    // ่ is what the key of j types on a Thai keyboard.
    await page.evaluate(() => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '่', code: 'KeyJ', bubbles: true })));
    await expect(page.getByRole('link', { name: 'Off one' })).toBeFocused();
    await page.keyboard.press('Control+j');
    await expect(page.getByRole('link', { name: 'Off one' })).toBeFocused();

    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await dialog.getByRole('switch').uncheck();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.reload();
    await page.keyboard.press('j');
    await page.keyboard.press('?');
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('link', { name: 'Off one' })).not.toBeFocused();
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await expect(dialog.getByRole('switch')).not.toBeChecked();
    await dialog.getByRole('switch').check();
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await expect(page.getByRole('link', { name: 'Off one' })).toBeFocused();
  });

  test('several drafts are chosen by key and sent; a morphed page keeps the choice', async ({ page, request, baseURL }) => {
    const { key, ids } = await drafts(page, request, baseURL, ['Bulk one', 'Bulk two', 'Bulk three']);
    await page.goto('/');
    const bar = page.getByRole('group', { name: 'The drafts you chose' });
    await expect(bar).toBeHidden();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await expect(bar).toContainText('1 chosen');
    await bar.getByRole('button', { name: 'All on this page' }).click();
    await expect(bar).toContainText('3 chosen');
    await bar.getByRole('button', { name: 'None' }).click();
    await expect(bar).toBeHidden();
    await page.getByRole('checkbox', { name: /Bulk one/ }).check();
    await page.getByRole('checkbox', { name: /Bulk three/ }).check();
    // Enter on a box decides nothing.
    await page.getByRole('checkbox', { name: /Bulk three/ }).press('Enter');
    await expect(bar).toContainText('2 chosen');
    await page.evaluate(() => {
      const main = document.querySelector('main');
      main.innerHTML = main.innerHTML;
      document.dispatchEvent(new CustomEvent('live:changed'));
    });
    await expect(page.getByRole('checkbox', { name: /Bulk one/ })).toBeChecked();
    await expect(bar).toContainText('2 chosen');
    await expect(bar.getByRole('button', { name: 'None' })).toBeVisible();
    await bar.getByRole('button', { name: 'Reject' }).click();
    await expect(page.getByRole('dialog', { name: 'Reject 2 drafts?' })).toBeVisible();
    await page.getByRole('button', { name: 'Keep them' }).click();
    await bar.getByRole('button', { name: 'Send to TikTok inbox' }).click();
    await expect(page.locator('.said')).toContainText('2 drafts are on their way to the TikTok inbox');
    await waitFor(request, key, ids[0], 'in_inbox');
    await waitFor(request, key, ids[2], 'in_inbox');
    await waitFor(request, key, ids[1], 'needs_review');
  });

  test('the player seeks by ranges, also where the index is at the end of the file', async ({ page, request, baseURL }) => {
    const { key, ids } = await drafts(page, request, baseURL, ['To be watched']);
    const atEnd = await fileDraft(request, key, 'index at the end', readFileSync(new URL('h264_moov_at_end.mp4', FIXTURES)));
    for (const id of [ids[0], atEnd]) {
      const answers = [];
      page.on('response', (answer) => answer.url().includes(`${id}/video`) && answers.push(answer));
      await page.goto(`/posts/${id}`);
      const video = page.locator('video');
      await expect.poll(() => video.evaluate((player) => player.readyState)).toBeGreaterThanOrEqual(1);
      const sought = await video.evaluate(async (player) => {
        player.currentTime = player.duration * 0.6;
        await new Promise((done) => player.addEventListener('seeked', done, { once: true }));
        return [player.currentTime, player.duration];
      });
      expect(sought[0]).toBeCloseTo(sought[1] * 0.6, 1);
      expect(answers.length).toBeGreaterThan(0);
      for (const answer of answers) {
        expect(answer.status()).toBe(206);
        expect(answer.headers()['content-range']).toMatch(/^bytes \d+-\d+\/\d+$/);
      }
    }
  });

  test('a still whose file has gone meanwhile is film base, and no complaint', async ({ page, request, baseURL }) => {
    const { ids } = await drafts(page, request, baseURL, ['Gone from under the page']);
    await page.goto(`/posts/${ids[0]}`);
    await page.getByRole('button', { name: 'Reject', exact: true }).locator('visible=true').first().click();
    await page.getByRole('button', { name: 'Reject and delete' }).click();
    await page.goto('/');
    const complaints = complaintsOf(page);
    const answer = page.waitForResponse((one) => one.url().includes(`${ids[0]}/video?still`));
    // What a page drawn a moment earlier would have shown.
    await page.evaluate((id) => {
      const video = document.createElement('video');
      video.dataset.still = '';
      video.preload = 'metadata';
      video.src = `/posts/${id}/video?still#t=0.1`;
      document.querySelector('main').append(video);
    }, ids[0]);
    expect((await answer).status()).toBe(204);
    await expect(page.locator('main video[data-still]')).toHaveCount(0);
    await expect(page.locator('main > .slate')).toHaveCount(1);
    expect(complaints).toEqual([]);
  });

  test('a list of large videos fetches little, and only what is near the window', async ({ page, request, baseURL }) => {
    test.setTimeout(180_000);
    const { key } = await drafts(page, request, baseURL, []);
    // Twelve megabytes each: the fixture with an empty box behind it.
    const small = readFileSync(new URL('h264.mp4', FIXTURES));
    const padding = Buffer.alloc(12_000_000);
    padding.writeUInt32BE(padding.length, 0);
    padding.write('free', 4, 'latin1');
    const large = Buffer.concat([small, padding]);
    for (let number = 0; number < 24; number += 1) await fileDraft(request, key, `Large ${number}`, large);

    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    const videos = new Map();
    let bytes = 0;
    session.on('Network.requestWillBeSent', ({ requestId, request: asked }) => asked.url.includes('/video?still') && videos.set(requestId, asked));
    session.on('Network.dataReceived', ({ requestId, dataLength }) => {
      if (videos.has(requestId)) bytes += dataLength;
    });
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto('/');
    await expect.poll(() => page.locator('video').first().evaluate((video) => video.readyState)).toBeGreaterThanOrEqual(2);
    await page.waitForLoadState('networkidle');
    const first = videos.size;
    expect(await page.locator('video').count()).toBe(24);
    expect(first).toBeLessThan(16);
    await page.locator('video').last().scrollIntoViewIfNeeded();
    await expect.poll(() => page.locator('video').last().evaluate((video) => video.readyState)).toBeGreaterThanOrEqual(2);
    await page.waitForLoadState('networkidle');
    test.info().annotations.push({ type: 'bytes', description: `${first} requests at first, ${videos.size} in all, ${bytes} bytes of ${24 * large.length}` });
    expect(bytes).toBeLessThan(24 * large.length * 0.25);
  });
});

for (const [width, colorScheme] of [
  [1280, 'light'],
  [320, 'dark'],
]) {
  test(`axe finds nothing in what opens, and nothing is wider than ${width} pixels (${colorScheme})`, async ({ page, request, baseURL }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { ids } = await drafts(page, request, baseURL, ['Looked at closely #axe', 'Another']);
    await page.setViewportSize({ width, height: 700 });
    const examine = async (what) => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), what).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), what).toBeLessThanOrEqual(width);
    };
    await page.goto('/');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    const bar = page.getByRole('group', { name: 'The drafts you chose' });
    await expect(bar).toBeInViewport({ ratio: 1 });
    await examine('the bar');
    await bar.getByRole('button', { name: 'Reject' }).click();
    await examine('the question');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Looked at closely' }).focus();
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await examine('the keys');
    await page.goto(`/posts/${ids[0]}`);
    await page.getByLabel('Caption').fill('#word '.repeat(500));
    await examine('a caption that is too long');
  });
}

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('several drafts are sent, others rejected; stills are there', async ({ page, request, baseURL }) => {
    const { key, ids } = await drafts(page, request, baseURL, ['Plain one', 'Plain two', 'Plain three']);
    await page.goto('/');
    await expect(page.locator('video:visible')).toHaveCount(3);
    await page.getByRole('checkbox', { name: /Plain one/ }).check();
    await page.getByRole('checkbox', { name: /Plain two/ }).check();
    await page.getByRole('button', { name: 'Send to TikTok inbox' }).click();
    await expect(page.locator('.said')).toContainText('2 drafts are on their way to the TikTok inbox');
    await page.getByRole('checkbox', { name: /Plain three/ }).check();
    await page.getByRole('button', { name: 'Reject', exact: true }).click();
    await page.getByRole('button', { name: 'Reject and delete' }).click();
    await expect(page.locator('.said')).toContainText('1 draft rejected. Its file was deleted.');
    await waitFor(request, key, ids[0], 'in_inbox');
    await waitFor(request, key, ids[2], 'rejected');
    await expect(page.getByRole('button', { name: 'Keyboard shortcuts' })).toBeHidden();
  });
});
