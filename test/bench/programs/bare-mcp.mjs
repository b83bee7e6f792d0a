// The least that an MCP server over stdio can be: the SDK, one tool that fetches a picture, decodes
// it and writes it without making it durable. Bundled by the benchmark before it is started.
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromJsonSchema, McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';

const folder = process.env.DATA_DIR ?? tmpdir();
const inputSchema = fromJsonSchema({
  type: 'object',
  properties: { prompt: { type: 'string' } },
  required: ['prompt'],
});

serveStdio(() => {
  const server = new McpServer({ name: 'bare', version: '1.0.0' });
  server.registerTool('generate_image', { description: 'Paints.', inputSchema }, paint);
  return server;
});

async function paint({ prompt }) {
  const answer = await fetch(`${process.env.OPENAI_BASE_URL}/images/generations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-image-2', prompt }),
  });
  const { data } = await answer.json();
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${randomUUID()}.png`);
  await writeFile(path, Buffer.from(data[0].b64_json, 'base64'));
  return { content: [{ type: 'text', text: path }] };
}
