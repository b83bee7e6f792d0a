import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FakeLsky, startFakeLsky } from '../../../../test/fakes/lsky.ts';
import {
  connectStdio,
  createMcpRig,
  type McpRig,
  textsOf,
} from '../../../../test/fakes/mcp-rig.ts';
import { createPicture, pictureHash } from '../../../../test/fakes/picture.ts';

let host: FakeLsky;
let rig: McpRig;

beforeEach(async () => {
  host = await startFakeLsky();
});

afterEach(async () => {
  await rig.close();
  await host.close();
});

async function connect(environment: Record<string, string> = {}) {
  rig = await createMcpRig(environment);
  const { client } = await connectStdio(rig);
  return (params: Record<string, unknown>) =>
    client.callTool({ name: 'upload_to_image_hosting', arguments: { base64_data, ...params } });
}

const configured = () => ({
  IMAGE_HOSTING_URL: host.uploadUrl,
  IMAGE_HOSTING_TOKEN: host.token,
});

const picture = createPicture({ width: 8, height: 6, color: 0x112233, bytes: 50_000 });
const base64_data = Buffer.concat([...picture.pieces()]).toString('base64');

it('gives the picture to the host and answers with its URL alone', async () => {
  const upload = await connect(configured());
  const result = await upload({ filename: 'fox.png' });
  const [url, line] = textsOf(result);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
  expect(url).not.toContain(':3000/');
  expect(line).toContain(`![fox.png](${url})`);
  expect(host.uploads).toMatchObject([{ sha256: pictureHash(picture), permission: '1' }]);
  expect(result.structuredContent).toMatchObject({ status: 'done', images: [{ url }] });
});

it('keeps a picture private that is to be', async () => {
  const upload = await connect(configured());
  await upload({ permission: 0 });
  expect(host.uploads[0]?.permission).toBe('0');
  expect(textsOf(await upload({ permission: 'hidden' }))[0]).toContain('[invalid_value]');
});

it('goes to the host a caller brings', async () => {
  const upload = await connect({ TRUSTED_ORIGINS: new URL(host.uploadUrl).origin });
  await upload({ image_hosting_url: host.uploadUrl, image_hosting_token: host.token });
  expect(host.uploads).toHaveLength(1);
});

it('answers with this server’s own URL where no host is set up', async () => {
  const upload = await connect();
  expect(textsOf(await upload({}))[0]).toMatch(/^http:\/\/127\.0\.0\.1:3000\/i\//);
});

it('is an error where the host fails, and tells where the picture is kept', async () => {
  const upload = await connect({ ...configured(), IMAGE_HOSTING_TOKEN: 'wrong' });
  const result = await upload({});
  expect(result.isError).toBe(true);
  expect(textsOf(result)[0]).toMatch(
    /^Error: .*\[host_unauthorized\] .*kept at http:\/\/127\.0\.0\.1:3000\/i\/[a-z2-7]{26}\.png$/,
  );
});

it('is an error that names what to set where the host is only half set up', async () => {
  const upload = await connect({ IMAGE_HOSTING_TOKEN: 'a token' });
  expect(textsOf(await upload({}))[0]).toMatch(/^Error: .*IMAGE_HOSTING_URL.*host_half_configured/);
});

it('mentions a parameter it has no use for', async () => {
  const upload = await connect();
  expect(textsOf(await upload({ album: 7 }))[1]).toContain('Warning: `album` was left out');
});
