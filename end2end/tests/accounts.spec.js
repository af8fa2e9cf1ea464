// What belongs to a person: TikTok accounts with each scope, API keys, the time zone, the workflows for n8n.
import { expect, test } from '@playwright/test';
import { complaintsOf, newKey, signIn, signInAs } from './world.js';

/** Plays the person at TikTok: chooses an account, takes away what is not to be granted. */
async function authorize(page, account, refused = []) {
  await page.getByRole('radio', { name: account }).check();
  for (const scope of refused) {
    await page.getByRole('checkbox', { name: scope }).uncheck();
  }
  await page.getByRole('button', { name: 'Authorize' }).click();
  await expect(page).toHaveURL(/\/accounts$/);
}

test.describe('TikTok accounts', () => {
  const someone = 'accounts@example.com';

  test('connected with and without every scope, default, disconnected', async ({ page }) => {
    const complaints = complaintsOf(page);
    await signInAs(page, someone);
    await page.goto('/accounts');
    await page.getByRole('link', { name: 'Connect TikTok' }).click();
    const names = await page.getByRole('radio').evaluateAll((all) => all.map((one) => one.value));
    expect(names.length).toBeGreaterThan(2);
    const [first, second, third] = names;

    await authorize(page, new RegExp(first));
    await expect(page.getByRole('status')).toContainText('is connected');
    const firstCard = page.locator('.account').filter({ hasText: `@${first}` });
    await expect(firstCard).toContainText('Working');
    await expect(firstCard).toContainText('Default');
    await expect(firstCard).not.toContainText('Not allowed');
    // The picture comes from us and is a real one.
    const picture = firstCard.locator('.avatar img');
    await expect.poll(() => picture.evaluate((image) => image.naturalWidth)).toBeGreaterThan(10);
    expect(await picture.getAttribute('src')).toMatch(/^\/accounts\//);

    for (const [account, scope, cost] of [
      [second, /video\.publish/, 'You cannot publish from here; the inbox works.'],
      [third, /video\.upload/, 'Nothing can be sent to the inbox; publishing works.'],
    ]) {
      await page.getByRole('link', { name: 'Connect another' }).click();
      await authorize(page, new RegExp(account), [scope]);
      await expect(page.getByRole('status').first()).toContainText('is connected');
      await expect(page.locator('.account').filter({ hasText: cost })).toHaveCount(1);
      await expect(page.locator('main')).toContainText(cost);
    }

    // Again with everything: the same account, nothing missing any more.
    await page.locator('.account').filter({ hasText: 'the inbox works' }).getByRole('link', { name: 'Connect again' }).click();
    await authorize(page, new RegExp(second));
    await expect(page.locator('.account')).toHaveCount(3);
    await expect(page.locator('main')).not.toContainText('the inbox works');

    await page.getByRole('button', { name: 'Make default' }).first().click();
    await expect(page.getByRole('status')).toContainText('is the default now');

    await page.locator('.account').first().getByRole('button', { name: 'Disconnect' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('We give the access back to TikTok');
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await expect(dialog).toBeHidden();
    await page.locator('.account').first().getByRole('button', { name: 'Disconnect' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
    await expect(page.getByRole('status')).toContainText('is disconnected');
    await expect(page.locator('.account').last()).toContainText('Connect again');
    expect(complaints).toEqual([]);
  });
});

test('a key is made, shown once, copied, revoked', async ({ page, request, context, baseURL }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(baseURL).origin });
  await signIn(page);
  const key = await newKey(page, 'to be revoked');
  expect(await page.locator('#new-secret').innerText()).toMatch(/^whsec_/);
  await page.getByRole('button', { name: 'Copy key' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
  const test = () => request.get('/n8n/test-connection', { headers: { 'X-API-Key': key } });
  expect((await test()).status()).toBe(200);

  await page.goto('/api-keys');
  expect(await page.content()).not.toContain(key);
  await page.getByRole('link', { name: 'Revoke “to be revoked”' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Revoke “to be revoked”?');
  await page.getByRole('link', { name: 'Keep it' }).click();
  expect((await test()).status()).toBe(200);
  await page.getByRole('link', { name: 'Revoke “to be revoked”' }).click();
  await page.getByRole('button', { name: 'Revoke key' }).click();
  await expect(page.getByRole('status')).toContainText('“to be revoked” is revoked');
  expect((await test()).status()).toBe(401);
});

test.describe('the time zone', () => {
  test.use({ timezoneId: 'Asia/Bangkok' });

  test('of the device is offered, and moves the times on pages', async ({ page }) => {
    await signInAs(page, 'zone@example.com');
    await page.goto('/settings');
    await expect(page.locator('#zone-hint')).toContainText('UTC');
    await page.getByRole('button', { name: 'Use this device’s zone: Bangkok' }).click();
    await expect(page.getByRole('status')).toContainText('Times are shown in Bangkok now');
    await expect(page.getByLabel('Your time zone')).toHaveValue('Asia/Bangkok');
    await expect(page.getByRole('button', { name: /this device/ })).toBeHidden();
    const local = await page.evaluate(() => new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' }));
    const shown = (await page.locator('#zone-hint').innerText()).match(/\d\d:\d\d/)[0];
    const minutes = (time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
    expect((minutes(local) - minutes(shown) + 1440) % 1440).toBeLessThanOrEqual(1);
    await expect(page.getByRole('contentinfo')).toContainText('Times in Bangkok');
  });

  test.describe('without script', () => {
    test.use({ javaScriptEnabled: false });

    test('is chosen from the list', async ({ page }) => {
      await signInAs(page, 'zone2@example.com');
      await page.goto('/settings');
      await expect(page.getByRole('button', { name: /this device/ })).toBeHidden();
      await page.getByLabel('Your time zone').selectOption('Europe/Berlin');
      await page.locator('form').filter({ has: page.locator('#zone') }).getByRole('button', { name: 'Save' }).click();
      await expect(page.getByRole('status')).toContainText('Times are shown in Berlin now');
    });
  });
});

test('the workflows for n8n are downloaded with this address in them', async ({ page, baseURL }) => {
  await signIn(page);
  await page.goto('/n8n');
  for (const [name, file] of [
    ['Download workflow', 'ai-video-uploader.json'],
    ['Workflow for files', 'ai-video-uploader-file.json'],
  ]) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
    expect(download.suggestedFilename()).toBe(file);
    const chunks = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    expect(JSON.parse(text).nodes.length).toBeGreaterThan(5);
    expect(text).toContain(`${baseURL}/webhook/n8n/video-upload`);
    expect(text).not.toMatch(/avu_|whsec_/);
  }
});
