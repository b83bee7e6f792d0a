import { describe, expect, it } from 'vitest';
import { npxConnection } from './connection.ts';
import { isOlderServer, isOurs } from './known-servers.ts';

const stdio = npxConnection('linux');

describe('a server in a file', () => {
  it('is ours by its name, its command, its words or its address', () => {
    const url = 'https://images.example/mcp';
    const http = { kind: 'http' as const, url, key: undefined };
    expect(isOurs('maliang', { command: 'x' }, stdio)).toBe(true);
    expect(isOurs('a', { command: 'npx', args: ['-y', 'maliang@1.2.3', 'mcp'] }, stdio)).toBe(true);
    expect(isOurs('a', { command: 'node', args: ['D:\\m\\dist\\maliang.js'] }, stdio)).toBe(true);
    expect(isOurs('a', { command: '/usr/bin/maliang' }, stdio)).toBe(true);
    expect(isOurs('a', { url }, http)).toBe(true);
    expect(isOurs('a', { serverUrl: url }, http)).toBe(true);
    expect(isOurs('a', { url: 'https://other.example/mcp' }, http)).toBe(false);
    expect(isOurs('a', { command: 'npx', args: ['maliang-tools'] }, stdio)).toBe(false);
    expect(isOurs('a', null, stdio)).toBe(false);
  });

  it('is the older one by the settings that only it had', () => {
    const relay = { API_KEY: 'k', API_BASE_URL: 'u' };
    const older = { command: 'gpt-image-mcp', env: { IMAGE_HOSTING_TOKEN: 't' } };
    expect(isOlderServer(older)).toBe(true);
    expect(isOlderServer({ command: 'p', env: { DISABLE_LOCAL_SAVE: 'true' } })).toBe(true);
    expect(isOlderServer({ command: 'uvx', args: ['gpt-image-1'], env: relay })).toBe(true);
    expect(isOlderServer({ command: 'npx', args: ['a-chat-server'], env: relay })).toBe(false);
    expect(isOlderServer({ command: 'image-tool' })).toBe(false);
    expect(isOlderServer({ url: 'https://x.example', env: { IMAGE_HOSTING_URL: 'u' } })).toBe(
      false,
    );
    expect(isOlderServer('text')).toBe(false);
  });
});
