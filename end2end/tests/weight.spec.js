// What a first visit costs: at most 30 KB over the line for page, style, scripts and icons; nothing twice; a strict policy; a
// silent console.
import { expect, test } from '@playwright/test';
import { complaintsOf, handIn, newKey, signIn, waitFor } from './world.js';

const MOST = 30_000;
/** As `Tab::as_str` names them. */
const TABS = ['review', 'way', 'tiktok', 'published', 'problems'].map((tab) => `/?tab=${tab}`);
const PAGES = ['/', ...TABS, '/accounts', '/api-keys', '/n8n', '/activity', '/settings', '/privacy', '/terms'];

/** The paths that the server answers from now on, by the browser's own account: what comes out of its cache is none of them. */
async function answers(page) {
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  const kept = new Set();
  const begun = new Map();
  const names = [];
  client.on('Network.requestServedFromCache', ({ requestId }) => kept.add(requestId));
  client.on('Network.responseReceived', ({ requestId, response }) => {
    if (response.fromDiskCache || response.fromPrefetchCache) kept.add(requestId);
    begun.set(requestId, new URL(response.url).pathname);
  });
  // An icon comes when the page has long been there, or not at all if the next page is faster.
  client.on('Network.loadingFinished', ({ requestId }) => {
    if (begun.has(requestId) && !kept.has(requestId)) names.push(begun.get(requestId));
  });
  return names;
}

/** The compressed bytes of every answer's body, by path. Videos, pictures of accounts and event streams are no part of a page. */
async function weigh(page, path) {
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  await client.send('Network.setCacheDisabled', { cacheDisabled: true });
  const heads = new Map();
  const names = new Map();
  const bytes = new Map();
  client.on('Network.responseReceived', ({ requestId, response, type }) => {
    const { pathname } = new URL(response.url);
    if (['Media', 'EventSource'].includes(type) || pathname.endsWith('/avatar')) return;
    heads.set(requestId, response.encodedDataLength);
    names.set(requestId, pathname);
  });
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const name = names.get(requestId);
    if (name) bytes.set(name, encodedDataLength - heads.get(requestId));
  });
  await page.goto(path, { waitUntil: 'load' });
  await expect.poll(() => bytes.size).toBeGreaterThan(2);
  await page.waitForTimeout(300);
  await client.detach();
  return bytes;
}

test('a first visit is light, silent and under a strict policy', async ({ page, request, baseURL }) => {
  test.setTimeout(120_000);
  const said = complaintsOf(page);
  const door = [...(await weigh(page, '/login')).values()].reduce((total, size) => total + size, 0);
  expect(door, '/login').toBeLessThanOrEqual(MOST);
  await signIn(page);
  const key = await newKey(page, 'weight');
  const post = await handIn(request, baseURL, key, 'What a page weighs #scales', { review: true });
  await waitFor(request, key, post.id, 'needs_review');
  for (const path of [...PAGES, `/posts/${post.id}`, `/posts/${post.id}/publish`, '/upload']) {
    const bytes = await weigh(page, path);
    const tus = [...bytes.keys()].filter((name) => /^\/assets\/tus/.test(name));
    expect(tus.length, `${path}: tus-js-client`).toBe(path === '/upload' ? 1 : 0);
    const sum = [...bytes].filter(([name]) => !tus.includes(name)).reduce((total, [, size]) => total + size, 0);
    if (process.env.WEIGHTS) console.log(path.replace(post.id, '{id}'), sum, tus.map((name) => bytes.get(name)).join());
    expect(sum, `${path}: ${JSON.stringify([...bytes])}`).toBeLessThanOrEqual(MOST);
    const assets = [...bytes.keys()].filter((name) => name.startsWith('/assets/'));
    for (const name of assets) {
      expect((await request.get(name)).headers()['cache-control'], name).toContain('immutable');
    }
    const policy = (await page.request.get(path)).headers()['content-security-policy'];
    expect(policy, path).toContain("default-src 'none'");
    expect(policy, path).not.toContain('unsafe');
  }
  expect(said).toEqual([]);
});

test('no asset is asked for twice', async ({ page }) => {
  test.setTimeout(60_000);
  const names = await answers(page);
  await signIn(page);
  for (const path of [...TABS, '/upload', '/accounts', '/settings']) {
    for (let visit = 1; visit <= 2; visit += 1) await page.goto(path, { waitUntil: 'load' });
    await page.waitForTimeout(300);
  }
  const assets = names.filter((name) => name.startsWith('/assets/'));
  expect(assets.some((name) => name.endsWith('.css'))).toBe(true);
  expect(names.filter((name) => name === '/settings')).toHaveLength(2);
  expect(assets.filter((name, index) => assets.indexOf(name) !== index)).toEqual([]);
});

test('each tab is the one that its address names', async ({ page }) => {
  await signIn(page);
  for (const path of TABS) {
    await page.goto(path);
    await expect(page.locator(`a[href="${path}"][aria-current]`), path).toHaveCount(1);
  }
});
