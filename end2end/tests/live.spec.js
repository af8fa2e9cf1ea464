// Pages follow the work: nothing is reloaded by hand, nothing that a person does is taken away.
import { expect, test } from '@playwright/test';
import { complaintsOf, handIn, newKey, signIn, simulator, waitFor } from './world.js';

const LIVE = 'html[data-is-live]';

/** Marks the document, so that a reload would be seen. */
async function remember(page) {
  await page.evaluate(() => {
    window.wasNeverReloaded = true;
  });
  return () => page.evaluate(() => window.wasNeverReloaded === true);
}

test('a video that a program hands in appears in the open drafts', async ({ page, request, baseURL }) => {
  const complaints = complaintsOf(page);
  await signIn(page);
  const key = await newKey(page, 'live arrival');
  await page.goto('/');
  await expect(page.locator(LIVE)).toBeAttached();
  const stays = await remember(page);

  const caption = `Arrives by itself ${Date.now()}`;
  const post = await handIn(request, baseURL, key, caption, { review: true });
  const card = page.locator('.post-card', { hasText: caption });
  await expect(card).toBeVisible({ timeout: 30_000 });
  // Its still, which is not loaded before it comes near the window, is one of those that are watched over.
  await card.scrollIntoViewIfNeeded();
  const still = card.locator('video[data-still]');
  await expect.poll(() => still.evaluate((video) => video.readyState), { message: 'the still' }).toBeGreaterThan(0);
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Reload' })).toBeHidden();

  const count = Number(await page.locator('.topbar__nav .count').innerText());
  expect(count).toBeGreaterThan(0);
  await expect(page).toHaveTitle(new RegExp(`^\\(${count}\\) `));
  await expect(page.locator('link[rel=icon]')).toHaveAttribute('href', /mark-waiting/);

  // A picture may still be on its way when the file goes, and the browser says so: what follows is not listened to.
  expect(complaints).toEqual([]);
  await request.post(`/api/posts/${post.id}/cancel`, { headers: { 'X-API-Key': key } });
  await expect(card).toHaveCount(0);
  await expect
    .poll(async () => Number((await page.title()).match(/^\((\d+)\)/)?.[1] ?? 0))
    .toBe(count - 1);
  expect(await stays(), 'the page was never reloaded').toBe(true);
});

test('a draft is sent and tapped on the phone, and the page says Published by itself', async ({ page, request, baseURL, context }) => {
  const complaints = complaintsOf(page);
  await signIn(page);
  const key = await newKey(page, 'live journey');
  const post = await handIn(request, baseURL, key, 'Watched all the way #pier', { review: true });
  await waitFor(request, key, post.id, 'needs_review');
  await page.goto(`/posts/${post.id}`);
  await page.getByRole('button', { name: 'Send to TikTok inbox' }).first().click();
  await page.goto(`/posts/${post.id}`);
  const stays = await remember(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('It is in your TikTok inbox', { timeout: 30_000 });
  await expect(page.locator('.timeleft')).toContainText('Our copy was deleted');
  await expect(page.getByRole('button', { name: 'Copy caption' })).toBeVisible();

  const phone = await context.newPage();
  await phone.goto(`${simulator(baseURL)}/phone`);
  await phone.getByRole('link', { name: /draft|video|ready/i }).first().click();
  await phone.getByRole('button', { name: 'Post', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('It is on TikTok', { timeout: 40_000 });
  await expect(page).toHaveTitle(/Published/);
  await expect(page.getByRole('status').filter({ hasText: 'It is on TikTok' })).toBeAttached();
  expect(await stays(), 'the page was never reloaded').toBe(true);
  expect(complaints).toEqual([]);
  await phone.close();
});

test('what a person types, opens or watches stays while other drafts come', async ({ page, request, baseURL }) => {
  const complaints = complaintsOf(page);
  await signIn(page);
  const key = await newKey(page, 'live typing');
  const post = await handIn(request, baseURL, key, 'Before', { review: true });
  await waitFor(request, key, post.id, 'needs_review');
  await page.goto(`/posts/${post.id}`);
  await expect(page.locator(LIVE)).toBeAttached();
  const stays = await remember(page);
  const title = await page.title();

  const history = page.locator('details', { has: page.locator('summary', { hasText: 'History' }) });
  const facts = page.locator('details', { has: page.getByText('The video', { exact: true }) });
  await history.locator('summary').click();
  await facts.locator('summary').click();
  const caption = page.getByLabel('Caption');
  await caption.fill('Words that nobody has saved');
  await caption.press('ArrowLeft');
  const other = await handIn(request, baseURL, key, 'Another one', { review: true });
  await waitFor(request, key, other.id, 'needs_review');
  await expect(page).not.toHaveTitle(title);

  await expect(caption).toHaveValue('Words that nobody has saved');
  await expect(caption).toBeFocused();
  expect(await caption.evaluate((field) => field.selectionStart)).toBe('Words that nobody has saved'.length - 1);
  await expect(history).toHaveAttribute('open');
  await expect(facts).not.toHaveAttribute('open');
  expect(await stays(), 'the page was never reloaded').toBe(true);

  // Decided elsewhere: the typed words have no place any more, so the page waits for the person.
  await request.post(`/api/posts/${post.id}/cancel`, { headers: { 'X-API-Key': key } });
  await expect(page.getByRole('link', { name: 'Reload' })).toBeVisible();
  await expect(page.getByText('Live', { exact: true })).toBeHidden();
  await expect(caption).toHaveValue('Words that nobody has saved');
  await page.getByRole('link', { name: 'Reload' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This video was cancelled');
  await expect(page.locator('script[data-follows]'), 'nothing can change any more').toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('a page comes back after its line was broken', async ({ page, request, baseURL, context }) => {
  await signIn(page);
  const key = await newKey(page, 'live broken line');
  await page.goto('/');
  await expect(page.locator(LIVE)).toBeAttached();
  const stays = await remember(page);
  // Chromium keeps what is open when it goes offline: let the module lose its line as when a train enters a tunnel.
  await context.setOffline(true);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')));
  await expect(page.locator(LIVE)).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Reload' })).toBeVisible();

  const caption = `Missed ${Date.now()}`;
  const post = await handIn(request, baseURL, key, caption, { review: true });
  await waitFor(request, key, post.id, 'needs_review');
  await context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await expect(page.locator('.post-card', { hasText: caption })).toBeVisible();
  await expect(page.locator(LIVE)).toBeAttached();
  expect(await stays()).toBe(true);
});

test('a stream that the server refuses leaves the link to reload', async ({ page }) => {
  await signIn(page);
  await page.route('**/events', (route) => route.fulfill({ status: 429 }));
  await page.goto('/');
  await expect(page.getByRole('link', { name: 'Reload' }).or(page.getByRole('heading', { level: 1 })).first()).toBeVisible();
  await expect(page.locator(LIVE)).toHaveCount(0);
});

test('signing out elsewhere ends it', async ({ page, context }) => {
  await signIn(page);
  await page.goto('/');
  await expect(page.locator(LIVE)).toBeAttached();
  const other = await context.newPage();
  await other.goto('/settings');
  await other.getByRole('button', { name: /account and settings/i }).click();
  await other.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.locator(LIVE)).toHaveCount(0);
  await other.close();
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the link to reload is there, and nothing claims to be live', async ({ page, request, baseURL }) => {
    await signIn(page);
    const key = await newKey(page, 'live without script');
    const post = await handIn(request, baseURL, key, 'By hand', { review: true });
    await waitFor(request, key, post.id, 'needs_review');
    for (const path of ['/', `/posts/${post.id}`]) {
      await page.goto(path);
      await expect(page.getByRole('link', { name: 'Reload' })).toBeVisible();
      await expect(page.getByText('Live', { exact: true })).toBeHidden();
    }
  });
});
