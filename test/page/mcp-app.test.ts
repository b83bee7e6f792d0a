import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ServeProcess, startServe } from '../e2e/maliang-process.ts';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { openBrowser, seriousFindings } from './browser.ts';
import { type HostTraits, type McpHost, openMcpHost } from './mcp-host.ts';

/** For what takes a few calls over HTTP, on a busy machine. */
const slow = { timeout: 8_000 };

let browser: Browser;
let demo: ServeProcess;
let upstream: FakeUpstream;
let server: ServeProcess;
let host: McpHost;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  const environment = { API_KEY: 'k', API_BASE_URL: upstream.origin, DEFAULT_MODEL: 'gpt-image-2' };
  [browser, demo, server] = await Promise.all([
    openBrowser(),
    startServe(),
    startServe(environment),
  ]);
});

afterAll(async () => {
  await browser.close();
  await Promise.all([demo.stop(), server.stop()]);
  await upstream.close();
});

afterEach(async () => {
  upstream.mode('paint');
  await host.close();
  expect(host.complaints).toEqual([]);
});

async function open(process: ServeProcess, traits?: HostTraits) {
  host = await openMcpHost(browser, process, traits);
  return host.view;
}

/** A call as a host makes it for its model: the view hears of the arguments, then of the answer. */
async function paint(input: Record<string, unknown>) {
  await host.bridge('sendToolInput', { arguments: input });
  const result = await host.client.callTool({ name: 'generate_image', arguments: input });
  await host.bridge('sendToolResult', result);
  return result;
}

const pictures = () => host.view.locator('#pictures img');
const button = (name: string) => host.view.getByRole('button', { name, exact: true });
const said = (text: string) => host.view.locator('#said', { hasText: text });

async function naturalSizes() {
  return pictures().evaluateAll((images) =>
    images.map((image) => {
      const { naturalWidth: width, naturalHeight: height } = image as HTMLImageElement;
      return `${width}x${height}`;
    }),
  );
}

/** Waits until all pictures have been decoded. */
async function untilShown(count: number) {
  await expect.poll(naturalSizes, slow).toHaveLength(count);
  await expect.poll(async () => (await naturalSizes()).includes('0x0'), slow).toBe(false);
}

describe('the inline gallery', () => {
  it('is one file of at most 12 KB that names no address', async () => {
    await open(demo);
    const { resources } = await host.client.listResources();
    const uri = resources.find(({ mimeType }) => mimeType === 'text/html;profile=mcp-app')?.uri;
    expect(uri).toMatch(/^ui:\/\/maliang\/gallery-[0-9a-f]{8}\.html$/);
    const { contents } = await host.client.readResource({ uri: String(uri) });
    const html = contents.map((content) => ('text' in content ? content.text : '')).join('');
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(12 * 1024);
    expect(html).not.toMatch(/https?:|<link|<\w+ [^>]*src=|innerHTML|\beval\b/);
  });

  it('keeps places of the right shape while the prompt streams in', async () => {
    const view = await open(demo);
    await host.bridge('sendToolInputPartial', { arguments: { prompt: 'a <b>qui' } });
    await view.getByText('a <b>qui').waitFor();
    expect(await view.locator('li').count()).toBe(1);
    const input = { prompt: 'a <b>quiet</b> lake', size: '1536x1024', n: 3 };
    await host.bridge('sendToolInputPartial', { arguments: input });
    await expect.poll(() => view.locator('li').count()).toBe(3);
    const box = await view.locator('li').first().boundingBox();
    expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(1.5, 1);
    await view.getByText('a <b>quiet</b> lake').waitFor();
    await paint(input);
    await untilShown(3);
    const after = await view.locator('li').first().boundingBox();
    expect(after).toEqual(box);
  });

  it('shows small copies first, the whole picture when it is asked for, and small ones again', async () => {
    await open(demo);
    await paint({ prompt: 'mountains at dawn', n: 2 });
    await untilShown(2);
    expect(await naturalSizes()).toEqual(['512x512', '512x512']);
    await button('Full size').click();
    await expect.poll(async () => (await naturalSizes())[0], slow).toBe('1024x1024');
    const parts = host.calls.filter(({ arguments: { at } }) => at !== undefined);
    expect(parts.length).toBeGreaterThan(3);
    const [one] = parts;
    const answer = await host.client.callTool({ name: 'gallery_view', arguments: one?.arguments });
    expect(JSON.stringify(answer).length).toBeLessThanOrEqual(150_000);
    expect(await button('Full size').getAttribute('aria-pressed')).toBe('true');
    await host.page.keyboard.press('Escape');
    expect(await host.view.locator('li.whole').count()).toBe(0);
  });

  it('uses previews that are in the answer already', async () => {
    await open(demo);
    await paint({ prompt: 'a harbour', show: 'preview' });
    await untilShown(1);
    expect(host.calls.filter(({ arguments: { id } }) => String(id).startsWith('img_'))).toEqual([]);
  });

  it('is as high as what it shows', async () => {
    const view = await open(demo);
    const height = () => view.evaluate(() => [innerHeight, document.body.scrollHeight]);
    await paint({ prompt: 'a tall tree', size: '1024x1536' });
    await untilShown(1);
    await expect.poll(async () => (await height())[0], slow).toBeGreaterThan(400);
    const [frame, content] = await height();
    expect((frame ?? 0) - (content ?? 0)).toBeOneOf([0, 1]);
  });

  it('shows an unfinished picture while it is painted', async () => {
    const view = await open(server);
    let go = () => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const before = async (index: number) => (index === 0 ? undefined : gate);
    upstream.mode({ mode: 'sse', stream: { before } });
    const painting = paint({ prompt: 'a slow picture', partial_images: 1 });
    const unfinished = view.locator('li button:disabled img[src]');
    await unfinished.waitFor();
    expect(await view.locator('#pictures').getAttribute('aria-busy')).toBe('true');
    go();
    await painting;
    await view.locator('li button:enabled img[src]').waitFor();
    await untilShown(1);
    expect(upstream.paints()).toHaveLength(1);
    expect(upstream.paints()[0]?.json).toMatchObject({ stream: true, partial_images: 1 });
  });

  it('fetches the picture of a job that went on after its answer', async () => {
    await open(server);
    upstream.mode({ mode: 'b64', latencyMs: 2_500 });
    const input = { prompt: 'a job' };
    const painting = host.client.callTool({ name: 'generate_image', arguments: input });
    await sleep(500);
    const found = await host.client.callTool({ name: 'gallery_view', arguments: input });
    const { jobs } = found.structuredContent as { jobs: string[] };
    await host.bridge('sendToolInput', { arguments: input });
    const structuredContent = { status: 'running', job_id: jobs[0] };
    await host.bridge('sendToolResult', { content: [], structuredContent });
    await said('Painting').waitFor();
    await untilShown(1);
    expect(host.calls.filter(({ name }) => name === 'get_image')).toHaveLength(1);
    await painting;
  });

  it('says in words why there is no picture', async () => {
    const view = await open(server);
    upstream.mode('moderation');
    await paint({ prompt: 'refused' });
    await view.locator('#said.wrong', { hasText: 'Error: ' }).waitFor();
    expect(await view.locator('li').count()).toBe(0);
    expect(await view.locator('#pictures').getAttribute('aria-busy')).toBe('false');
  });
});

describe('its actions', () => {
  it('tell the conversation which picture to go on with', async () => {
    await open(demo);
    const { structuredContent } = await paint({ prompt: 'two boats', n: 2 });
    const { images } = structuredContent as { images: { id: string; url: string }[] };
    await untilShown(2);
    await host.view.locator('li button').nth(1).click();
    await button('Use this one').click();
    await said('told').waitFor();
    const content = [
      { type: 'text', text: `Use this picture: ${images[1]?.id} ${images[1]?.url}` },
    ];
    expect(host.notes).toEqual([{ kind: 'message', params: { role: 'user', content } }]);
  });

  it('paint again, and another one of the same kind, which the model is told of', async () => {
    await open(demo);
    await paint({ prompt: 'four seasons', size: '1024x1536', seed: 7, idempotency_key: 'once' });
    await untilShown(1);
    await button('Vary').click();
    await untilShown(2);
    await button('Again').click();
    await untilShown(3);
    const wishes = host.calls.filter(({ name }) => name === 'generate_image');
    expect(wishes.map(({ arguments: wish }) => wish)).toEqual([
      { prompt: 'four seasons', size: '1024x1536', seed: expect.any(Number), model: 'demo/demo' },
      { prompt: 'four seasons', size: '1024x1536', seed: 7 },
    ]);
    expect(wishes[0]?.arguments.seed).not.toBe(7);
    await expect.poll(() => host.notes.length).toBe(2);
    expect(JSON.stringify(host.notes[1])).toMatch(/painted more.*img_/);
  });

  it('keep a favourite, which the server knows of', async () => {
    await open(demo);
    const { structuredContent } = await paint({ prompt: 'a favourite' });
    const { images } = structuredContent as { images: { id: string }[] };
    await untilShown(1);
    await button('Favourite').click();
    await host.view.locator('button[aria-pressed=true]', { hasText: 'Favourite' }).waitFor();
    const input = { id: images[0]?.id };
    const asked = await host.client.callTool({ name: 'gallery_view', arguments: input });
    expect(asked.structuredContent).toEqual({ favourite: true });
  });

  it('compare two pictures by a slider that keys move', async () => {
    const view = await open(demo);
    await paint({ prompt: 'before and after', n: 2 });
    await untilShown(2);
    await button('Compare').click();
    const upper = view.locator('figure img').nth(1);
    const clip = () => upper.evaluate((image) => getComputedStyle(image).clipPath);
    expect(await clip()).toContain('50%');
    await view.getByRole('slider').press('Home');
    await expect.poll(clip).toContain('100%');
    await button('Compare').click();
    expect(await view.locator('figure').isVisible()).toBe(false);
  });

  it('copy the link, and hand the file over', async () => {
    await open(demo);
    const { structuredContent } = await paint({ prompt: 'a link' });
    const { images } = structuredContent as { images: { id: string; url: string; size: number }[] };
    await untilShown(1);
    await button('Copy link').click();
    await said('Copied').waitFor();
    await button('Download').click();
    await expect.poll(() => host.notes.length).toBe(1);
    const [{ params } = { params: {} }] = host.notes;
    const { contents } = params as { contents: { resource: { uri: string; blob: string } }[] };
    expect(contents[0]?.resource.uri).toBe(`file:///${images[0]?.id}.png`);
    expect(Buffer.from(contents[0]?.resource.blob ?? '', 'base64')).toHaveLength(
      images[0]?.size ?? 0,
    );
  });

  it('offer nothing that the host cannot do, and still show what came', async () => {
    await open(demo, { can: { openLinks: {} } });
    const { structuredContent } = await paint({ prompt: 'a plain host', show: 'preview' });
    const { images } = structuredContent as { images: { url: string }[] };
    await untilShown(1);
    const names = await host.view.locator('#actions button:visible').allInnerTexts();
    expect(names).toEqual(['Copy link', 'Open']);
    await button('Open').click();
    const opened = { kind: 'link', params: { url: images[0]?.url } };
    await expect.poll(() => host.notes).toEqual([opened]);
    expect(host.calls).toEqual([]);
  });

  it('say what went wrong, and can be tried again', async () => {
    await open(server);
    await paint({ prompt: 'once fine' });
    await untilShown(1);
    upstream.mode('quota');
    await button('Again').click();
    await host.view.locator('#said.wrong', { hasText: 'Error: ' }).waitFor();
    await untilShown(1);
    expect(await button('Again').isEnabled()).toBe(true);
  });
});

describe('in its host', () => {
  it('takes over theme and colours, also when they change', async () => {
    const variables = { '--color-text-primary': 'rgb(1, 2, 3)' };
    const view = await open(demo, {
      context: { theme: 'dark', styles: { variables } } as HostTraits['context'] & object,
    });
    const look = () =>
      view.evaluate(() => {
        const { color } = getComputedStyle(document.body);
        return [document.documentElement.style.colorScheme, color];
      });
    expect(await look()).toEqual(['dark', 'rgb(1, 2, 3)']);
    await host.bridge('sendHostContextChange', { theme: 'light' });
    await expect.poll(async () => (await look())[0]).toBe('light');
  });

  it('speaks Chinese to who reads it', async () => {
    const view = await open(demo, { context: { locale: 'zh-CN' } });
    await paint({ prompt: '雪中的红狐狸', n: 2 });
    await untilShown(2);
    const names = await view.locator('#actions button:visible').allInnerTexts();
    expect(names).toEqual([
      '就用这张',
      '原图',
      '再画一次',
      '换一版',
      '对比',
      '收藏',
      '复制链接',
      '下载',
    ]);
    expect(await view.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
  });

  it('needs nothing from any address, where the host leaves the domains out', async () => {
    await open(demo, { ignoresDomains: true });
    await paint({ prompt: 'a sealed room' });
    await untilShown(1);
    await button('Full size').click();
    await expect.poll(async () => (await naturalSizes())[0], slow).toBe('1024x1024');
    const addresses = await pictures().evaluateAll((images) =>
      images.map((image) => (image as HTMLImageElement).src.slice(0, 5)),
    );
    expect(addresses).toEqual(['data:']);
  });

  it('answers a teardown and asks for nothing any more', async () => {
    await open(demo);
    await host.bridge('sendToolInput', { arguments: { prompt: 'never painted' } });
    await expect.poll(() => host.calls.length, { timeout: 5_000 }).toBeGreaterThan(0);
    expect(await host.bridge('teardownResource')).toEqual({});
    const before = host.calls.length;
    await sleep(3_500);
    expect(host.calls).toHaveLength(before);
  });

  it('is worked by keys and has no serious flaw that axe finds', async () => {
    const view = await open(demo);
    await paint({ prompt: 'keys alone', n: 2 });
    await untilShown(2);
    await view.locator('li button').nth(0).press('Tab');
    await view.locator('li button:focus').press('Enter');
    expect(await view.locator('li button').nth(1).getAttribute('aria-pressed')).toBe('true');
    expect(await seriousFindings(host.view as never)).toEqual([]);
  });
});
