// The main job in a real browser: from a URL to the TikTok inbox, with and without a human between, with and without script.
import { expect, test } from '@playwright/test';
import { complaintsOf, handIn, newKey, reloadUntil, signIn, simulator, waitFor } from './world.js';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled });

    test('a held draft is reviewed, sent, posted on the phone and seen as published', async ({ page, request, baseURL }) => {
      const complaints = complaintsOf(page);
      await signIn(page);
      const key = await newKey(page, `review ${javaScriptEnabled}`);
      await page.goto('/api-keys');
      expect(await page.locator('main').innerText(), 'a key is shown once').not.toContain(key);

      const caption = `To be reviewed, script ${javaScriptEnabled} #pier`;
      const post = await handIn(request, baseURL, key, caption, { review: true });
      await waitFor(request, key, post.id, 'needs_review');

      await page.goto('/');
      await expect(page.locator('main')).toContainText(caption);
      await page.goto(`/posts/${post.id}`);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Review this draft');
      if (javaScriptEnabled) {
        await expect
          .poll(() => page.locator('video').evaluate((video) => video.duration))
          .toBeGreaterThan(1);
      }
      const better = `${caption} by hand`;
      await page.getByLabel('Caption').fill(better);
      await page.getByRole('button', { name: 'Send to TikTok inbox' }).first().click();
      await page.goto(`/posts/${post.id}`);
      await reloadUntil(page, 'In TikTok inbox');
      await expect(page.locator('main')).toContainText(better);

      await page.goto(`${simulator(baseURL)}/phone`);
      await page.getByRole('link', { name: /draft|video|ready/i }).first().click();
      await page.getByRole('button', { name: 'Post', exact: true }).click();
      await page.goto(`/posts/${post.id}`);
      await reloadUntil(page, 'Published');

      const object = await (await request.get(`/api/posts/${post.id}`, { headers: { 'X-API-Key': key } })).json();
      expect(object.temporary_file.deleted_at).toBeTruthy();
      expect(object.history.map((entry) => entry.status)).toEqual(
        expect.arrayContaining(['queued', 'downloading', 'checking', 'needs_review', 'sending', 'processing', 'in_inbox', 'published']),
      );
      expect(complaints).toEqual([]);
    });

    test('a rejected draft is gone', async ({ page, request, baseURL }) => {
      await signIn(page);
      const key = await newKey(page, `reject ${javaScriptEnabled}`);
      const post = await handIn(request, baseURL, key, 'Not this one', { review: true });
      await waitFor(request, key, post.id, 'needs_review');
      await page.goto(`/posts/${post.id}`);
      await page.getByRole('button', { name: 'Reject', exact: true }).locator('visible=true').first().click();
      await page.getByRole('button', { name: 'Reject and delete' }).click();
      await waitFor(request, key, post.id, 'rejected');
      await page.goto(`/posts/${post.id}`);
      await expect(page.locator('main')).toContainText('Rejected');
      await expect(page.locator('video')).toHaveCount(0);
    });
  });
}

test('an approved video goes straight to the inbox', async ({ page, request, baseURL }) => {
  await signIn(page);
  const key = await newKey(page, 'straight');
  const post = await handIn(request, baseURL, key, 'Straight to the inbox', { review: false });
  await waitFor(request, key, post.id, 'in_inbox');
  const state = await (await request.get(`${simulator(baseURL)}/_state`)).json();
  expect(JSON.stringify(state)).toContain('v_inbox_file');
});

test('a signed-out browser is led to the sign-in page and back', async ({ page }) => {
  await page.goto('/accounts');
  await expect(page).toHaveURL(/\/login\?next=%2Faccounts/);
  await page.getByRole('link', { name: 'Continue with Google' }).click();
  await page.getByRole('button', { name: /alice@example.com/ }).click();
  await expect(page).toHaveURL(/\/accounts$/);
  await page.getByRole('button', { name: /account and settings/i }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto('/accounts');
  await expect(page).toHaveURL(/\/login/);
});
