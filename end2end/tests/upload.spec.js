// The upload page in a real browser: several files, pause, reload, a line that breaks, a server that restarts, no script.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { complaintsOf, newKey, signIn, simulator, waitFor } from './world.js';

const MB = 1_000_000;
let folder;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uploads-'));
});
test.afterAll(() => rm(folder, { recursive: true }));

/** A video of so many bytes that the check takes for good. */
async function video(request, baseURL, name, size) {
  const path = join(folder, name);
  const answer = await request.get(`${simulator(baseURL)}/samples/padded.mp4?size=${size}`);
  await writeFile(path, await answer.body());
  return path;
}

/** Lets the page send so many bytes a second; without a number, as many as it can. */
async function throttle(page, speed) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: speed ?? -1,
  });
}

/** Where each PATCH of the page began. */
function offsets(page) {
  const seen = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') seen.push(Number(request.headers()['upload-offset']));
  });
  return seen;
}

const files = (page) => page.getByRole('list', { name: 'Files' }).getByRole('listitem');

async function choose(page, ...paths) {
  await page.locator('#file').setInputFiles(paths);
}

/** Waits until the bar shows that some of the file is on its way. */
async function moving(item, bytes) {
  await expect
    .poll(() => item.locator('progress').evaluate((bar) => bar.value), { timeout: 20_000 })
    .toBeGreaterThan(bytes);
}

async function start(page) {
  await page.getByRole('main').getByRole('button', { name: 'Upload' }).click();
}

/** Nothing for axe to find in the state that the page is in. */
async function examine(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
}

/** The post that an item links to. */
async function postOf(item) {
  await expect(item.getByRole('link', { name: 'Open it' })).toBeVisible({ timeout: 40_000 });
  return (await item.getByRole('link', { name: 'Open it' }).getAttribute('href')).split('/').pop();
}

test('several files go one after the other, each with its caption', async ({ page, request, baseURL }) => {
  const wrong = complaintsOf(page);
  await signIn(page);
  const key = await newKey(page, 'upload several');
  const paths = await Promise.all(['one', 'two'].map((name) => video(request, baseURL, `${name}.mp4`, 3 * MB)));
  await page.goto('/upload');
  await choose(page, ...paths);
  await expect(files(page)).toHaveCount(2);
  await page.getByLabel('Caption for one.mp4').fill('The first of two');
  await page.getByLabel('Caption for two.mp4').fill('The second of two');
  await expect(files(page).nth(1)).toContainText('17 of 2,200');
  await examine(page);
  await start(page);
  for (const [index, caption] of ['The first of two', 'The second of two'].entries()) {
    const id = await postOf(files(page).nth(index));
    await waitFor(request, key, id, 'needs_review');
    const post = await (await request.get(`/api/posts/${id}`, { headers: { 'X-API-Key': key } })).json();
    expect(post.caption).toBe(caption);
    expect(post.progress.total_bytes).toBe(3 * MB);
    expect(post.source.file_name).toBe(['one.mp4', 'two.mp4'][index]);
  }
  await files(page).first().getByRole('link', { name: 'Open it' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Review this draft');
  expect(wrong).toEqual([]);
});

test('a file goes to the inbox at the word of its owner', async ({ page, request, baseURL }) => {
  await signIn(page);
  const key = await newKey(page, 'upload inbox');
  await page.goto('/upload');
  await choose(page, await video(request, baseURL, 'inbox.mp4', 2 * MB));
  await page.getByLabel('Send to my TikTok inbox').check();
  await start(page);
  const item = files(page).first();
  const id = await postOf(item);
  await expect(item).toContainText('on its way to your TikTok inbox');
  await waitFor(request, key, id, 'in_inbox');
});

test('pause, resume, and a line that breaks', async ({ page, request, baseURL }) => {
  const began = offsets(page);
  await signIn(page);
  const key = await newKey(page, 'upload pause');
  const path = await video(request, baseURL, 'paused.mp4', 30 * MB);
  await page.goto('/upload');
  await choose(page, path);
  await throttle(page, 4 * MB);
  await start(page);
  const item = files(page).first();
  await moving(item, 4 * MB);
  await expect(item).toContainText(/MB\/s, about \d+ s left/);
  await item.getByRole('button', { name: 'Pause' }).click();
  await expect(item).toContainText('Paused');
  await expect(item.getByRole('button', { name: 'Resume' })).toBeFocused();
  await examine(page);
  const paused = await item.locator('progress').evaluate((bar) => bar.value);
  await page.waitForTimeout(1000);
  expect(await item.locator('progress').evaluate((bar) => bar.value)).toBe(paused);
  await item.getByRole('button', { name: 'Resume' }).click();
  await expect.poll(() => began.length).toBe(2);
  expect(began[0]).toBe(0);
  expect(began[1]).toBeGreaterThan(MB);
  await moving(item, paused + 2 * MB);

  await item.getByRole('button', { name: 'Pause' }).click();
  await page.route('**/uploads/*', (route) => route.abort('connectionfailed'));
  await item.getByRole('button', { name: 'Resume' }).click();
  await expect(item).toContainText('Waiting for the server');
  await page.unroute('**/uploads/*');
  await throttle(page);
  const id = await postOf(item);
  expect(began.at(-1)).toBeGreaterThan(began[1]);
  await waitFor(request, key, id, 'needs_review');
});

test('after a reload the same file goes on where it stopped', async ({ page, request, baseURL }) => {
  const began = offsets(page);
  page.on('dialog', (dialog) => dialog.accept());
  await signIn(page);
  const key = await newKey(page, 'upload reload');
  const path = await video(request, baseURL, 'reloaded.mp4', 30 * MB);
  await page.goto('/upload');
  await choose(page, path);
  await page.getByLabel('Caption for reloaded.mp4').fill('Said before the reload');
  await throttle(page, 4 * MB);
  await start(page);
  await moving(files(page).first(), 5 * MB);
  await page.reload();
  const row = page.getByRole('listitem').filter({ hasText: 'reloaded.mp4' });
  await expect(page.getByRole('heading', { name: 'Unfinished' })).toBeVisible();
  await expect(row).toContainText(/ of 30\.0 MB/);
  await expect(row).toContainText(/deleted (at|on) /);
  await examine(page);
  await throttle(page);
  await choose(page, path);
  const id = await postOf(files(page).first());
  await expect(page.getByRole('heading', { name: 'Unfinished' })).toHaveCount(0);
  expect(began).toHaveLength(2);
  expect(began[1]).toBeGreaterThan(MB);
  await waitFor(request, key, id, 'needs_review');
  const post = await (await request.get(`/api/posts/${id}`, { headers: { 'X-API-Key': key } })).json();
  expect(post.caption).toBe('Said before the reload');

  // The same file once more is another upload.
  await page.reload();
  await choose(page, path);
  await expect(page.getByLabel('Caption for reloaded.mp4')).toBeVisible();
});

test('an unfinished upload is discarded, with and without script', async ({ page, request, baseURL, browser }) => {
  page.on('dialog', (dialog) => dialog.accept());
  await signIn(page);
  const path = await video(request, baseURL, 'discarded.mp4', 20 * MB);
  const row = page.getByRole('listitem').filter({ hasText: 'discarded.mp4' });
  await page.goto('/upload');
  await throttle(page, 2 * MB);
  await choose(page, path);
  await start(page);
  await moving(row, MB);
  await row.getByRole('button', { name: 'Discard' }).click();
  await expect(row).toHaveCount(0);
  await page.reload();
  await expect(row).toHaveCount(0);

  await throttle(page, 2 * MB);
  await choose(page, path);
  await start(page);
  await moving(row, MB);
  const bare = await browser.newContext({ javaScriptEnabled: false, storageState: await page.context().storageState() });
  await page.goto('/');
  const plain = await bare.newPage();
  await plain.goto(`${baseURL}/upload`);
  const same = plain.getByRole('listitem').filter({ hasText: 'discarded.mp4' });
  await same.getByRole('button', { name: 'Discard' }).click();
  await same.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await expect(plain.getByText('Discarded. The file was deleted.')).toBeVisible();
  await expect(same).toHaveCount(0);
  await bare.close();
});

test('what cannot be a video is refused before a byte is sent', async ({ page, baseURL, request }) => {
  const began = [];
  page.on('request', (sent) => sent.url().includes('/uploads') && began.push(sent.url()));
  await signIn(page);
  await page.goto('/upload');
  await start(page);
  await expect(page.getByRole('alert')).toHaveText('Choose a video first.');
  const text = join(folder, 'notes.txt');
  const empty = join(folder, 'empty.mp4');
  await writeFile(text, 'not a video');
  await writeFile(empty, '');
  await choose(page, text, empty);
  await expect(files(page).nth(0)).toContainText('Cannot be uploaded');
  await expect(files(page).nth(0)).toContainText('Export it as MP4, MOV or WebM.');
  await expect(files(page).nth(1)).toContainText('The file is empty.');
  await examine(page);
  // As if this service took only a little.
  await page.locator('#upload-news').evaluate((words) => (words.dataset.most = '1000'));
  await choose(page, await video(request, baseURL, 'large.mp4', MB));
  await expect(files(page).nth(2)).toContainText('The video is larger than this service takes.');
  await page.reload();
  await choose(page, join(folder, 'large.mp4'));
  await page.getByLabel('Caption for large.mp4').fill('x'.repeat(2201));
  await start(page);
  await expect(files(page).first()).toContainText('longer than 2,200 characters');
  await files(page).first().getByRole('button', { name: 'Remove' }).click();
  await expect(files(page)).toHaveCount(0);
  expect(began).toEqual([]);
});

test('files can be dropped, and the keyboard does everything', async ({ page, request, baseURL }) => {
  await signIn(page);
  await page.goto('/upload');
  await page.evaluate(() => {
    const dropped = new DataTransfer();
    dropped.items.add(new File(['x'], 'dropped.mp4', { type: 'video/mp4' }));
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: dropped }));
  });
  await expect(page.getByLabel('Caption for dropped.mp4')).toBeVisible();
  await files(page).first().getByRole('button', { name: 'Remove' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('#file')).toBeFocused();

  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
  await chooser.setFiles(await video(request, baseURL, 'keyboard.mp4', 2 * MB));
  await page.getByLabel('Caption for keyboard.mp4').focus();
  await page.keyboard.type('By hand');
  await page.getByRole('main').getByRole('button', { name: 'Upload' }).focus();
  await page.keyboard.press('Enter');
  await postOf(files(page).first());
  await expect(page.locator('#upload-news')).toHaveText('keyboard.mp4: Uploaded');
});

test('without a script one form posts the file', async ({ browser, request, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const page = await context.newPage();
  await signIn(page);
  await page.goto('/upload');
  await page.getByLabel('Choose a video').setInputFiles(await video(request, baseURL, 'plain.mp4', 3 * MB));
  await page.getByLabel('Caption', { exact: true }).fill('Without a script');
  await start(page);
  await expect(page).toHaveURL(/\/posts\//);
  await expect(page.locator('main')).toContainText('Without a script');
  await context.close();
});

test.describe('a service of its own', () => {
  let child;
  let data;

  test.beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'service-'));
  });
  test.afterAll(async () => {
    await end('SIGTERM');
    await rm(data, { recursive: true });
  });

  /** Starts the service beside the demo's simulator, or starts it anew on what it left behind. */
  async function serve(baseURL) {
    const { port } = new URL(baseURL);
    const known = simulator(baseURL);
    child = spawn(resolve(process.env.UPLOADER ?? '../target/debug/ai-video-uploader'), ['serve'], {
      cwd: data,
      stdio: 'ignore',
      env: {
        ...process.env,
        PUBLIC_URL: `http://localhost:${Number(port) + 5}`,
        LISTEN_ADDR: `127.0.0.1:${Number(port) + 5}`,
        DATABASE_URL: `sqlite://${data}/uploader.db`,
        TEMP_DIR: `${data}/videos`,
        GOOGLE_CLIENT_ID: 'simulated-google-client',
        GOOGLE_CLIENT_SECRET: 'simulated-google-secret',
        GOOGLE_AUTH_URL: `${known}/o/oauth2/v2/auth`,
        GOOGLE_TOKEN_URL: `${known}/token`,
        GOOGLE_USERINFO_URL: `${known}/v1/userinfo`,
        TIKTOK_CLIENT_KEY: 'simulated-tiktok-key',
        TIKTOK_CLIENT_SECRET: 'simulated-tiktok-secret',
        TIKTOK_AUTH_URL: known,
        TIKTOK_API_URL: known,
        ALLOW_PRIVATE_HOSTS: '127.0.0.1,localhost',
      },
    });
    const own = `http://localhost:${Number(port) + 5}`;
    await expect
      .poll(() => fetch(`${own}/healthz`).then((answer) => answer.ok, () => false), { timeout: 20_000 })
      .toBe(true);
    return own;
  }

  async function end(signal) {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await gone;
  }

  for (const signal of ['SIGTERM', 'SIGKILL']) {
    test(`an upload outlives its server (${signal})`, async ({ browser, request, baseURL }) => {
      test.setTimeout(120_000);
      await end('SIGTERM');
      const own = await serve(baseURL);
      const context = await browser.newContext({ baseURL: own });
      const page = await context.newPage();
      const began = offsets(page);
      await signIn(page);
      await page.goto('/upload');
      if (await page.getByRole('heading', { name: 'Connect TikTok first' }).isVisible()) {
        await page.getByRole('link', { name: 'Connect TikTok' }).click();
        await page.getByRole('button', { name: 'Authorize' }).click();
        await page.goto('/upload');
      }
      await throttle(page, 6 * MB);
      await choose(page, await video(request, baseURL, `${signal}.mp4`, 40 * MB));
      await start(page);
      const item = files(page).first();
      await moving(item, 15 * MB);
      await end(signal);
      await expect(item).toContainText('Waiting for the server', { timeout: 15_000 });
      await throttle(page);
      await serve(baseURL);
      const id = await postOf(item);
      expect(began.at(-1), 'it went on where it stopped').toBeGreaterThan(8 * MB);
      await page.goto(`/posts/${id}`);
      await expect(page.locator('main')).toContainText(`${signal}.mp4`);
      await context.close();
    });
  }
});
