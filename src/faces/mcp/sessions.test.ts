import { McpServer } from '@modelcontextprotocol/server';
import { expect, it } from 'vitest';
import { createSessions } from './sessions.ts';

const createServer = () => new McpServer({ name: 'test', version: '0' });

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'test', version: '0' },
  },
};

/** Opens a session as a client does and tells its id. */
async function open(sessions: ReturnType<typeof createSessions>, owner: string): Promise<string> {
  const session = await sessions.open(owner);
  if (!session) throw new Error('All are busy.');
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  };
  const request = new Request('http://localhost/mcp', { method: 'POST', headers });
  await session.transport.handleRequest(request, { parsedBody: initialize });
  return session.transport.sessionId ?? '';
}

it('finds a session for its owner alone', async () => {
  const sessions = createSessions({ createServer });
  const id = await open(sessions, 'a');
  expect(sessions.find(id, 'a')?.owner).toBe('a');
  expect(sessions.find(id, 'b')).toBeUndefined();
  expect(sessions.find('made-up', 'a')).toBeUndefined();
});

it('makes room by ending the one that nobody used for longest', async () => {
  const sessions = createSessions({ createServer, maxSessions: 2 });
  const first = await open(sessions, 'a');
  const second = await open(sessions, 'a');
  const used = sessions.find(first, 'a');
  await new Promise((resolve) => setTimeout(resolve, 5));
  if (used) await sessions.use(used, 'calls', async () => {});
  await open(sessions, 'a');
  expect(sessions.find(first, 'a')).toBeDefined();
  expect(sessions.find(second, 'a')).toBeUndefined();
});

it('opens no more while all are busy', async () => {
  const sessions = createSessions({ createServer, maxSessions: 1 });
  const session = sessions.find(await open(sessions, 'a'), 'a');
  if (!session) throw new Error('It is gone.');
  await sessions.use(session, 'calls', async () => {
    expect(await sessions.open('a')).toBeUndefined();
  });
  expect(await sessions.open('a')).toBeDefined();
});

it('rather ends a session whose client only listens than refuses a new one', async () => {
  const sessions = createSessions({ createServer, maxSessions: 1 });
  const id = await open(sessions, 'a');
  const session = sessions.find(id, 'a');
  if (!session) throw new Error('It is gone.');
  await sessions.use(session, 'streams', async () => {
    expect(await sessions.open('b')).toBeDefined();
  });
  expect(sessions.find(id, 'a')).toBeUndefined();
});

it('forgets a session that is not used', async () => {
  const sessions = createSessions({ createServer, maxIdleMs: 20 });
  const id = await open(sessions, 'a');
  await expect.poll(() => sessions.find(id, 'a'), { timeout: 3_000 }).toBeUndefined();
});
