import { describe, expect, it } from 'vitest';
import { codeSnippets, mcpSnippets } from './snippets.ts';

const origin = 'https://images.example';
const key = `mlk_${'a'.repeat(52)}`;
const open = mcpSnippets({ origin, key: undefined });
const locked = mcpSnippets({ origin, key });

function linkOf(id: string, from = locked): URL {
  return new URL(from.find((snippet) => snippet.id === id)?.link ?? 'missing:');
}

function fromBase64(text: string | null): unknown {
  return JSON.parse(Buffer.from(text ?? '', 'base64').toString());
}

describe('a configuration', () => {
  it('is JSON that names this server and carries the key', () => {
    for (const { text } of locked.filter((snippet) => snippet.text.startsWith('{'))) {
      const found = JSON.stringify(JSON.parse(text));
      expect(found).toContain(`"url":"${origin}/mcp"`);
      expect(found).toContain(`"Authorization":"Bearer ${key}"`);
    }
    for (const { text } of open) expect(text).not.toContain('Authorization');
  });

  it('never has a real key in a link', () => {
    for (const { link } of locked) {
      const decoded = decodeURIComponent(link ?? '');
      expect(decoded).not.toContain(key);
      for (const [part = ''] of decoded.matchAll(/[A-Za-z0-9+/=]{40,}/g)) {
        expect(Buffer.from(part, 'base64').toString()).not.toContain(key);
      }
    }
  });

  it('comes out of a link as the program reads it', () => {
    const headers = { Authorization: 'Bearer YOUR_KEY' };
    const server = { url: `${origin}/mcp`, headers };
    expect(fromBase64(linkOf('cursor').searchParams.get('config'))).toEqual(server);
    expect(fromBase64(linkOf('lm-studio').searchParams.get('config'))).toEqual(server);
    expect(JSON.parse(decodeURIComponent(linkOf('vscode').search.slice(1)))).toEqual({
      name: 'maliang',
      type: 'http',
      ...server,
    });
    expect(fromBase64(linkOf('cherry-studio').searchParams.get('servers'))).toMatchObject({
      mcpServers: { maliang: { ...server, longRunning: true } },
    });
    expect(fromBase64(linkOf('cursor', open).searchParams.get('config'))).toEqual({
      url: `${origin}/mcp`,
    });
  });

  it('for a shell survives quotes in a prompt', () => {
    const [curl] = codeSnippets({ origin, key }, "it's");
    expect(curl?.text).toContain(`Bearer ${key}`);
    expect(curl?.text).toContain(`{"prompt":"it'\\''s"`);
  });
});
