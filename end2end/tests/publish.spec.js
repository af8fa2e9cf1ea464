// The publish form in every rule of TikTok's guidelines, with script and without, to the outcome; before and after the audit.
import { spawn } from 'node:child_process';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { complaintsOf, handIn, newKey, reloadUntil, signIn, simulator, waitFor } from './world.js';

const NOT_PRIVATE = 'Branded content visibility cannot be set to private.';
const INDICATE = 'You need to indicate if your content promotes yourself, a third party, or both.';
const MUSIC = "By posting, you agree to TikTok's Music Usage Confirmation";
const BRANDED = "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation";

// A second installation, whose app TikTok has audited; its simulator listens one port above it.
const port = Number(process.env.END2END_PORT ?? 8501) + 4;
const audited = `http://localhost:${port}`;
let server;

test.beforeAll(async ({ request }) => {
  server = spawn(process.env.UPLOADER ?? '../target/debug/ai-video-uploader', ['demo', '--audited', '--port', String(port)], {
    stdio: 'ignore',
  });
  await expect
    .poll(() => request.get(`${audited}/healthz`).then((answer) => answer.status(), () => 0), { timeout: 60_000 })
    .toBe(200);
});

test.afterAll(async () => {
  server.kill('SIGTERM');
  await new Promise((done) => server.once('exit', done));
});

/** A held draft of the signed-in person, and its publish page. */
async function draft(page, request, base, caption) {
  await signIn(page);
  const key = await newKey(page, caption);
  const post = await handIn(request, base, key, caption, { review: true });
  await waitFor(request, key, post.id, 'needs_review');
  await page.goto(`/posts/${post.id}`);
  await page.getByRole('button', { name: 'Publish…' }).locator('visible=true').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Publish to TikTok');
  return { key, id: post.id };
}

function parts(page) {
  return {
    privacy: page.getByLabel('Who can see this video'),
    onlyMe: page.locator('option[value="SELF_ONLY"]'),
    disclose: page.getByRole('switch', { name: 'Disclose commercial content' }),
    own: page.getByLabel('Your brand'),
    branded: page.getByLabel('Branded content', { exact: false }).and(page.locator('#branded')),
    consent: page.locator('.consent:visible'),
    label: page.locator('.disclose__label:visible'),
    publish: page.locator('.publish__act button:visible'),
    why: page.locator('.publish__act .hint:visible'),
  };
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled, baseURL: audited });

    test('every rule of the form, to the outcome', async ({ page, request }) => {
      const complaints = complaintsOf(page);
      const { key, id } = await draft(page, request, audited, `Rules, script ${javaScriptEnabled}`);
      const it = parts(page);

      // Nothing is preset; who posts is said; what people agree to is in sight.
      await expect(page.locator('.creator')).toContainText('Posting as Sample Studio (@sample_studio)');
      await expect(page.locator('main')).toContainText('We add no watermark, no logo, no text.');
      await expect(it.privacy).toHaveValue('');
      await expect(page.locator('.publish input[type=checkbox]:checked')).toHaveCount(0);
      await expect(it.own).toBeHidden();
      await expect(it.label).toHaveCount(0);
      await expect(it.consent).toHaveText(MUSIC);
      await expect(it.publish).toHaveCount(1);
      await expect(it.publish).toBeDisabled();
      await expect(it.publish).toHaveAttribute('title', 'Select who can see this video first.');
      await expect(it.why).toHaveText('Select who can see this video first.');

      // A disclosure must say something.
      await it.privacy.selectOption({ label: 'Everyone' });
      await expect(it.publish).toBeEnabled();
      await it.disclose.check();
      await expect(it.publish).toBeDisabled();
      await expect(it.publish).toHaveAttribute('title', INDICATE);
      await expect(it.why).toHaveText(INDICATE);
      await expect(it.label).toHaveCount(0);

      // The labels and what people agree to follow the choice.
      await it.own.check();
      await expect(it.label).toHaveText("Your photo/video will be labeled as 'Promotional content'");
      await expect(it.consent).toHaveText(MUSIC);
      await expect(it.publish).toBeEnabled();
      await it.branded.check();
      await expect(it.label).toHaveText("Your photo/video will be labeled as 'Paid partnership'");
      await expect(it.consent).toHaveText(BRANDED);
      await expect(it.consent.getByRole('link', { name: 'Branded Content Policy' })).toHaveAttribute(
        'href',
        'https://www.tiktok.com/legal/page/global/bc-policy/en',
      );

      // Branded first: "Only me" is out of reach, and it is said why.
      await expect(page.locator('#privacy-note')).toBeVisible();
      await expect(page.locator('#privacy-note')).toHaveText(NOT_PRIVATE);
      await expect(it.onlyMe).toHaveAttribute('title', NOT_PRIVATE);
      if (javaScriptEnabled) {
        await expect(it.onlyMe).toBeDisabled();
        await expect(it.privacy).toHaveAttribute('title', NOT_PRIVATE);
      } else {
        await expect(it.onlyMe).toHaveCSS('display', 'none');
      }

      // "Only me" first: branded content is out of reach, and it is said why.
      await it.branded.uncheck();
      await expect(it.label).toHaveText("Your photo/video will be labeled as 'Promotional content'");
      await expect(page.locator('#privacy-note')).toBeHidden();
      await it.privacy.selectOption({ label: 'Only me' });
      await expect(page.locator('label:has(#branded) [data-when="hidden"]')).toBeVisible();
      await expect(page.locator('label:has(#branded) [data-when="hidden"]')).toHaveText(NOT_PRIVATE);
      if (javaScriptEnabled) {
        await expect(it.branded).toBeDisabled();
        await expect(page.locator('label:has(#branded)')).toHaveAttribute('title', NOT_PRIVATE);
      } else {
        await expect(page.locator('label:has(#branded)')).toHaveCSS('pointer-events', 'none');
      }
      await it.privacy.selectOption({ label: 'Friends' });
      await expect(it.branded).toBeEnabled();

      // Off again: nothing is disclosed.
      await it.disclose.uncheck();
      await expect(it.consent).toHaveText(MUSIC);
      await expect(it.publish).toBeEnabled();

      // The caption may be changed, and counts as TikTok counts.
      const caption = page.getByLabel('Caption');
      if (javaScriptEnabled) {
        await caption.fill('🎬'.repeat(1101));
        await expect(it.publish).toBeDisabled();
        await expect(it.why).toHaveText('Shorten the caption first.');
      }
      await caption.fill(`Published, script ${javaScriptEnabled} 🎬`);
      await page.getByLabel('Comment').check();
      await it.publish.click();

      await expect(page).toHaveURL(new RegExp(`/posts/${id}$`));
      await expect(page.locator('body')).toContainText('TikTok may need a few minutes until the video is visible.');
      await reloadUntil(page, 'Published');
      await waitFor(request, key, id, 'published');
      const state = await (await request.get(`${simulator(audited)}/_state`)).json();
      const video = JSON.stringify(state);
      expect(video).toContain(`Published, script ${javaScriptEnabled} 🎬`);
      expect(video).toContain('MUTUAL_FOLLOW_FRIENDS');
      expect(complaints).toEqual([]);
    });

    test('a press that breaks a rule keeps the form as it was typed', async ({ page, request }) => {
      const { id } = await draft(page, request, audited, `Refused, script ${javaScriptEnabled}`);
      const it = parts(page);
      await page.getByLabel('Caption').fill('Typed and kept');
      await it.privacy.selectOption({ label: 'Only me' });
      await it.disclose.check();
      await it.own.check();
      // The keyboard gets around the style, only a changed page around the script, and nothing around the server.
      if (javaScriptEnabled) {
        await page.locator('#branded').evaluate((box) => {
          box.disabled = false;
          box.checked = true;
        });
      } else {
        await page.locator('#branded').focus();
        await page.keyboard.press('Space');
        await expect(it.publish).toBeDisabled();
        await expect(it.why).toHaveText(NOT_PRIVATE);
      }
      await page.locator('form.publish').evaluate((form) => form.submit());
      await expect(page).toHaveURL(new RegExp(`/posts/${id}/publish`));
      await expect(page.locator('#branded-problem')).toHaveText(NOT_PRIVATE);
      await expect(page.getByLabel('Caption')).toHaveValue('Typed and kept');
      await expect(it.privacy).toHaveValue('SELF_ONLY');
      // Either half of the contradiction can be taken back.
      await expect(it.publish).toBeDisabled();
      await expect(it.publish).toHaveAttribute('title', NOT_PRIVATE);
      await page.locator('label:has(#branded)').click();
      await expect(page.locator('#branded')).not.toBeChecked();
      await expect(it.publish).toBeEnabled();
    });
  });
}

test.describe('before the audit', () => {
  test('only "Only me" is open, and TikTok’s refusal brings the draft back', async ({ page, request, baseURL }) => {
    const { id } = await draft(page, request, baseURL, 'Not audited');
    const it = parts(page);
    await expect(page.locator('main')).toContainText('TikTok will refuse this while the account is public');
    await expect(page.locator('main')).toContainText('Set @sample_studio to private in the TikTok app');
    await expect(page.locator('#privacy option:disabled')).toHaveText(['Everyone (after the audit)', 'Friends (after the audit)']);
    await it.privacy.selectOption({ label: 'Only me' });
    await it.disclose.check();
    await expect(it.branded).toBeDisabled();
    await it.own.check();
    await it.publish.click();
    await page.goto(`/posts/${id}`);
    await reloadUntil(page, 'it posts only to private accounts');
    await page.getByRole('button', { name: 'Back to review' }).click();
    await expect(page.locator('body')).toContainText('Back in review. Nothing was published.');
    await page.goto(`/posts/${id}/publish`);
    await expect(it.privacy).toHaveValue('');
    await expect(page.locator('.publish input:checked')).toHaveCount(0);
  });
});

test.describe('for everybody', () => {
  test.use({ baseURL: audited });

  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing, and nothing is too wide (${colorScheme})`, async ({ page, request }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await draft(page, request, audited, `For everybody, ${colorScheme} #slowmorning`);
      const it = parts(page);
      const clean = async (state) => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), state).toEqual([]);
      };
      await clean('untouched');
      await it.disclose.check();
      await it.own.check();
      await it.privacy.selectOption({ label: 'Only me' });
      await clean('filled');
      for (const width of [390, 320]) {
        await page.setViewportSize({ width, height: 800 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide).toBeLessThanOrEqual(width);
      }
    });
  }

  test('the keyboard alone publishes', async ({ page, request }) => {
    const { key, id } = await draft(page, request, audited, 'By keyboard');
    const it = parts(page);
    await it.privacy.focus();
    await page.keyboard.press('o');
    await expect(it.privacy).toHaveValue('SELF_ONLY');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await expect(page.getByLabel('Comment')).toBeChecked();
    for (let steps = 0; steps < 12; steps += 1) {
      if (await it.publish.evaluate((button) => button === document.activeElement)) break;
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`/posts/${id}$`));
    await waitFor(request, key, id, 'published');
  });
});

// The last one, for it connects another account.
test.describe('with two accounts', () => {
  test.use({ baseURL: audited });

  test('the typed words go along to the settings of another account', async ({ page, request }) => {
    test.slow();
    const caption = 'Words before the account';
    const { id } = await draft(page, request, audited, caption);
    await page.goto('/accounts');
    await page.getByRole('link', { name: 'Connect another' }).click();
    await page.getByRole('radio').nth(1).check();
    await page.getByRole('button', { name: 'Authorize' }).click();
    await expect(page).toHaveURL(/\/accounts$/);
    await page.goto(`/posts/${id}/publish`);
    const field = page.getByLabel('Caption');
    await field.fill('Typed, and saved by nobody');
    const other = await page.locator('#as option:not([selected])').first().getAttribute('value');
    await page.locator('#as').selectOption(other);
    await page.getByRole('button', { name: 'Load its settings' }).click();
    await expect(page).toHaveURL(new RegExp(other));
    await expect(field).toHaveValue('Typed, and saved by nobody');
    await expect(page.locator('#caption-count')).toContainText('26 of');
    // Once: what was typed is not there again on another day.
    await page.goto(`/posts/${id}/publish`);
    await expect(field).toHaveValue(caption);
  });
});
