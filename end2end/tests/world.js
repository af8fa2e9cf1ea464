// What every browser test needs: signing in, a fresh API key, the sample video, and patience by reloading.
import { expect } from '@playwright/test';

export const EMAIL = 'alice@example.com';

/** The simulator listens one port above the service. */
export function simulator(baseURL) {
  const url = new URL(baseURL);
  return `http://127.0.0.1:${Number(url.port) + 1}`;
}

export async function signIn(page, email = EMAIL) {
  await page.goto('/login');
  await page.getByRole('link', { name: 'Continue with Google' }).click();
  await page.getByRole('button', { name: new RegExp(email) }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

/** Signs in with an address of its own, so that no other test meddles. */
export async function signInAs(page, email, welcome = /Welcome/) {
  await page.goto('/login');
  await page.getByRole('link', { name: 'Continue with Google' }).click();
  const summary = page.locator('summary');
  if (await summary.count()) await summary.first().click();
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Continue with this account' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(welcome);
}

/** Makes a key in the dashboard and returns it; it is shown only this once. */
export async function newKey(page, name) {
  await page.goto('/api-keys');
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: "Make key" }).click();
  const shown = await page.locator('main').innerText();
  const key = shown.match(/avu_[A-Za-z0-9_-]{43}/)?.[0];
  expect(key, 'the key is shown').toBeTruthy();
  return key;
}

/** Hands in the sample video by the API and returns the post object. */
export async function handIn(request, baseURL, key, caption, { review }) {
  const path = review ? '/webhook/n8n/video-upload' : '/api/posts/video';
  const answer = await request.post(path, {
    headers: { 'X-API-Key': key },
    data: {
      content: caption,
      platforms: ['tiktok'],
      video_url: `${simulator(baseURL)}/samples/sample.mp4`,
      auto_approve: !review,
    },
  });
  expect(answer.status()).toBe(202);
  return answer.json();
}

/** Everything that the browser has to say about the page from now on: nothing, if all is well. */
export function complaintsOf(page) {
  const complaints = [];
  page.on('console', (message) => complaints.push(`${message.text()} ${message.location().url}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}

/** Reloads the page until it says so: a status takes seconds, and pages need no script. */
export async function reloadUntil(page, text) {
  await expect(async () => {
    await page.reload();
    await expect(page.locator('main')).toContainText(text, { timeout: 500 });
  }).toPass({ timeout: 40_000, intervals: [500, 1000] });
}

/** Asks the API until the post has that status. */
export async function waitFor(request, key, id, status) {
  await expect
    .poll(
      async () => {
        const answer = await request.get(`/api/posts/${id}`, { headers: { 'X-API-Key': key } });
        return (await answer.json()).status;
      },
      { timeout: 40_000 },
    )
    .toBe(status);
}

/** The addresses of everything that can be opened, with a post in most of its statuses. Whoever calls it is signed in. */
export async function everyPage(page, request, baseURL) {
  const key = await newKey(page, 'every page');
  const headers = { 'X-API-Key': key };
  const held = async (caption) => {
    const { id } = await handIn(request, baseURL, key, caption, { review: true });
    await waitFor(request, key, id, 'needs_review');
    return id;
  };
  const draft = await held('First light at the ferry pier. #slowmorning #harbour');
  const rejected = await held('Not this one');
  await page.goto(`/posts/${rejected}`);
  await page.getByRole('button', { name: 'Reject', exact: true }).locator('visible=true').first().click();
  await page.getByRole('button', { name: 'Reject and delete' }).click();
  // TikTok takes only a few unfinished drafts: those of earlier tests are posted.
  for (;;) {
    await page.goto(`${simulator(baseURL)}/phone`);
    const waiting = page.getByRole('link', { name: /draft|video|ready/i }).first();
    if ((await waiting.count()) === 0) break;
    await waiting.click();
    await page.getByRole('button', { name: 'Post', exact: true }).click();
  }
  const { id: sent } = await handIn(request, baseURL, key, 'Straight to the inbox', { review: false });
  await waitFor(request, key, sent, 'in_inbox');
  const broken = await request.post('/api/posts/video', {
    headers,
    data: { content: 'No video', platforms: ['tiktok'], video_url: `${simulator(baseURL)}/phone` },
  });
  const { id: failed } = await broken.json();
  await waitFor(request, key, failed, 'failed');
  const cancelled = await held('Never mind');
  await request.post(`/api/posts/${cancelled}/cancel`, { headers });
  await waitFor(request, key, cancelled, 'cancelled');
  await page.goto('/api-keys');
  const revoke = await page.getByRole('link', { name: /^Revoke/ }).first().getAttribute('href');
  const tabs = ['review', 'way', 'tiktok', 'published', 'problems'].map((tab) => `/?tab=${tab}`);
  const posts = [draft, rejected, sent, failed, cancelled].map((id) => `/posts/${id}`);
  return [
    '/', ...tabs, ...posts, `/posts/${draft}/publish`, '/upload', '/accounts', '/api-keys', revoke,
    '/n8n', '/activity', '/activity?range=30d', '/settings', '/privacy', '/terms', '/nothing-here', '/docs',
  ];
}

/** The address without its id, which differs from run to run. */
export const named = (path) => path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '…');
