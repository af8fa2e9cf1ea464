// Every page: nothing for axe to find in light and dark, and nothing wider than a phone.
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { handIn, newKey, signIn, waitFor } from './world.js';

const PAGES = ['/', '/?tab=on-the-way', '/?tab=in-tiktok', '/?tab=published', '/?tab=problems', '/upload', '/accounts', '/api-keys', '/n8n', '/settings', '/privacy', '/terms', '/nothing-here', '/docs'];

// SCREENSHOTS=1 renews the pictures that the README shows.
async function picture(page, name) {
  if (process.env.SCREENSHOTS) {
    await page.screenshot({ path: `screenshots/${name}.png` });
  }
}

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing (${colorScheme})`, async ({ page, request, baseURL }) => {
    test.setTimeout(180_000);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto('/login');
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await signIn(page);
    const key = await newKey(page, `axe ${colorScheme}`);
    const post = await handIn(request, baseURL, key, 'First light at the ferry pier. #slowmorning #harbour', { review: true });
    await waitFor(request, key, post.id, 'needs_review');
    for (const path of [...PAGES, `/posts/${post.id}`]) {
      await page.goto(path);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), path).toEqual([]);
    }
    await picture(page, `review-${colorScheme}`);
    await page.goto('/');
    await picture(page, `drafts-${colorScheme}`);
  });
}

for (const width of [390, 320]) {
  test(`nothing is wider than ${width} pixels`, async ({ page, request, baseURL }) => {
    await signIn(page);
    const key = await newKey(page, `narrow ${width}`);
    const post = await handIn(request, baseURL, key, 'A caption_without_any_place_to_break_'.repeat(6), { review: true });
    await waitFor(request, key, post.id, 'needs_review');
    await page.setViewportSize({ width, height: 800 });
    for (const path of [...PAGES, `/posts/${post.id}`]) {
      await page.goto(path);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, path).toBeLessThanOrEqual(width);
    }
  });
}
