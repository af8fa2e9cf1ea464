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
