import { describe, expect, it } from 'vitest';
import { codeSnippets, mcpSnippets, systemOf } from './snippets.ts';

const origin = 'https://images.example/below';
const key = `mlk_${'a'.repeat(52)}`;
const open = mcpSnippets({ origin, key: undefined }, 'linux', 'en');
const locked = mcpSnippets({ origin, key }, 'linux', 'en');

describe('a configuration', () => {
  it('names this server for every program, and carries the key in texts alone', () => {
    expect(locked.length).toBeGreaterThan(9);
    for (const { id, text, link = '', place } of locked) {
      expect(text).toContain(`${origin}/mcp`);
      expect(place).not.toBe('');
      // VS Code asks for it instead.
      expect(text.includes(key)).toBe(id !== 'vscode');
      expect(decodeURIComponent(link)).not.toContain(key);
    }
    for (const { text } of open) expect(text).not.toContain('Authorization');
  });

  it('has the place for the system that the browser runs on', () => {
    const placeOn = (userAgent: string) =>
      mcpSnippets({ origin, key }, systemOf(userAgent), 'zh').find(({ id }) => id === 'vscode')
        ?.place;
    expect(placeOn('Mozilla/5.0 (Windows NT 10.0; Win64; x64)')).toMatch(/^%APPDATA%/);
    expect(placeOn('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)')).toMatch(/^~\/Library/);
    expect(placeOn('Mozilla/5.0 (X11; Linux x86_64)')).toMatch(/^~\/\.config/);
  });

  it('for a shell survives quotes in a prompt', () => {
    const [curl] = codeSnippets({ origin, key }, "it's");
    expect(curl?.text).toContain(`Bearer ${key}`);
    expect(curl?.text).toContain(`{"prompt":"it'\\''s"`);
  });
});
