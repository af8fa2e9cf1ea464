// What people may ask about themselves: all of it as a zip, and that it ends.
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { crc32, inflateRawSync } from 'node:zlib';
import { complaintsOf, handIn, newKey, signInAs, simulator, waitFor } from './world.js';

/** Numbers of an entry; those that have no room there stand in the field for large files behind its name (ZIP64). */
function large(fields, numbers) {
  let at = 0;
  while (at < fields.length && fields.readUInt16LE(at) !== 1) at += 4 + fields.readUInt16LE(at + 2);
  at += 4;
  return numbers.map((number) => {
    if (number !== 0xffffffff) return number;
    at += 8;
    return Number(fields.readBigUInt64LE(at - 8));
  });
}

/** The files of a zip by name, read as the format says: from the end, by the central directory, each checked by its sum. */
function unzipped(zip) {
  const END = 0x06054b50;
  const ENTRY = 0x02014b50;
  const LOCAL = 0x04034b50;
  let end = zip.length - 22;
  while (end > 0 && zip.readUInt32LE(end) !== END) end -= 1;
  expect(zip.readUInt32LE(end), 'the zip has its end').toBe(END);
  const files = new Map();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    expect(zip.readUInt32LE(at)).toBe(ENTRY);
    const method = zip.readUInt16LE(at + 10);
    const sum = zip.readUInt32LE(at + 16);
    const [named, extra, noted] = [28, 30, 32].map((place) => zip.readUInt16LE(at + place));
    const name = zip.toString('utf8', at + 46, at + 46 + named);
    const [size, packed, local] = large(zip.subarray(at + 46 + named, at + 46 + named + extra), [
      zip.readUInt32LE(at + 24),
      zip.readUInt32LE(at + 20),
      zip.readUInt32LE(at + 42),
    ]);
    expect(zip.readUInt32LE(local)).toBe(LOCAL);
    const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const content = zip.subarray(begin, begin + packed);
    expect([0, 8], `${name} is stored or deflated`).toContain(method);
    const bytes = method === 8 ? inflateRawSync(content) : content;
    expect(bytes.length, name).toBe(size);
    expect(crc32(bytes), `the sum of ${name}`).toBe(sum);
    files.set(name, bytes.toString('utf8'));
    at += 46 + named + extra + noted;
  }
  return files;
}

/** The page has no finding of axe, and nothing is wider than a phone. Without script axe, which is one, cannot look. */
async function isFitForAll(page, { javaScriptEnabled } = { javaScriptEnabled: true }) {
  if (javaScriptEnabled) {
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), page.url()).toEqual([]);
  }
  const { width, height } = page.viewportSize();
  for (const phone of [390, 320]) {
    await page.setViewportSize({ width: phone, height });
    const reached = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(reached, `${page.url()} at ${phone} px`).toBeLessThanOrEqual(phone);
  }
  await page.setViewportSize({ width, height });
}

test('the sign-in page says what one accepts, with both texts behind links', async ({ page }) => {
  await page.goto('/login');
  const sentence = page.getByText('By continuing you accept our');
  await expect(sentence).toBeVisible();
  await expect(sentence).toContainText('By continuing you accept our Terms and our Privacy.');
  for (const [name, path] of [['Terms', '/terms'], ['Privacy', '/privacy']]) {
    await page.goto('/login');
    await sentence.getByRole('link', { name }).click();
    await expect(page).toHaveURL(new RegExp(`${path}$`));
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await isFitForAll(page);
    }
  }
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled });

    test('everything is handed out, then everything is deleted', async ({ page, request, baseURL, browser }) => {
      const someone = `leaving-${javaScriptEnabled}@example.com`;
      const complaints = complaintsOf(page);
      await signInAs(page, someone);
      await page.goto('/accounts');
      await page.getByRole('link', { name: 'Connect TikTok' }).click();
      // The last: the one that other tests use least.
      await page.getByRole('radio').last().check();
      await page.getByRole('button', { name: 'Authorize' }).click();
      const key = await newKey(page, 'leaves with its owner');
      const caption = `Taken along, script ${javaScriptEnabled} #farewell`;
      const post = await handIn(request, baseURL, key, caption, { review: true });
      await waitFor(request, key, post.id, 'needs_review');

      await page.goto('/settings');
      await isFitForAll(page, { javaScriptEnabled });
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Export my data' }).click(),
      ]);
      expect(download.suggestedFilename()).toMatch(/^ai-video-uploader-\d{4}-\d{2}-\d{2}.*\.zip$/);
      const files = unzipped(await readFile(await download.path()));
      expect(files.size).toBeGreaterThan(5);
      for (const [name, text] of files) {
        if (name.endsWith('.json')) expect(() => JSON.parse(text), name).not.toThrow();
        expect(text, `${name} holds no key`).not.toContain(key);
      }
      const [me] = JSON.parse(files.get('user.json'));
      expect(me.email).toBe(someone);
      const accepted = JSON.parse(files.get('acceptances.json'));
      expect(JSON.stringify(accepted)).toContain('By continuing you accept our Terms and our Privacy.');
      const posts = JSON.parse(files.get('posts.json'));
      expect(posts.map((one) => one.id)).toEqual([post.id]);
      expect(JSON.stringify(posts)).toContain('#farewell');

      // Somebody else is signed in as the same person: that ends, too.
      const elsewhere = await (await browser.newContext({ baseURL, javaScriptEnabled })).newPage();
      await signInAs(elsewhere, someone, /./);

      await page.getByRole('link', { name: 'Delete my account…' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Delete your account?');
      await expect(page.locator('main')).toContainText('1, 1 of them wait for your review');
      await isFitForAll(page, { javaScriptEnabled });
      await page.getByRole('link', { name: 'Keep my account' }).click();
      await expect(page).toHaveURL(/\/settings$/);
      await page.getByRole('link', { name: 'Delete my account…' }).click();
      await page.getByLabel('Type your e-mail address to confirm').fill('somebody.else@example.com');
      await page.getByRole('button', { name: 'Delete everything' }).click();
      await expect(page.locator('main')).toContainText('That is not the e-mail address of this account.');
      await isFitForAll(page, { javaScriptEnabled });
      await page.getByLabel('Type your e-mail address to confirm').fill(someone);
      await page.getByRole('button', { name: 'Delete everything' }).click();

      await expect(page).toHaveURL(/\/deleted\/[0-9a-f-]{36}$/);
      const receipt = page.url();
      await expect(async () => {
        await page.reload();
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your account is deleted', { timeout: 500 });
      }).toPass({ timeout: 40_000 });
      const words = await page.locator('main').innerText();
      expect(words).toContain('1 post among them');
      expect(words).not.toContain(someone);
      expect(words).not.toContain('#farewell');
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        await isFitForAll(page, { javaScriptEnabled });
      }
      const saved = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Save the receipt' }).click();
      const text = await readFile(await (await saved).path(), 'utf8');
      expect(text).toContain(receipt.split('/').pop());
      expect(text).not.toContain(someone);

      for (const open of [page, elsewhere]) {
        await open.goto('/settings');
        await expect(open).toHaveURL(/\/login\?next=%2Fsettings$/);
      }
      await elsewhere.context().close();
      const refused = await request.get(`/api/posts/${post.id}`, { headers: { 'X-API-Key': key } });
      expect(refused.status()).toBe(401);
      const state = await (await request.get(`${simulator(baseURL)}/_state`)).text();
      expect(state).not.toContain('#farewell');
      // The same person may come again, as somebody who was never here.
      await signInAs(page, someone);
      await expect(page.locator('main')).not.toContainText('#farewell');
      expect(complaints).toEqual([]);
    });
  });
}
