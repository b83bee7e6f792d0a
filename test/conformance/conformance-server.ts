import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { McpServer } from '@modelcontextprotocol/server';
import { noSetup } from '../../src/core/keys/setup.ts';
import { createHttpFace } from '../../src/faces/http/server.ts';
import { createMcpMount } from '../../src/faces/mcp/http.ts';
import { createMcpRig } from '../fakes/mcp-rig.ts';
import { addResourcesAndPrompts } from './fixture-resources.ts';
import { addRounds, roundState } from './fixture-rounds.ts';
import { addTaskTools, findTask } from './fixture-tasks.ts';
import { addPlainTools } from './fixture-tools.ts';

const key = 'conformance';

/** Our own stack, with its guard and its key, and the suite's fixtures beside our tools. */
export async function startConformanceServer() {
  const rig = await createMcpRig(
    {},
    { stdio: false, extension: { requestState: roundState, register, findTask } },
  );
  const face = createHttpFace(
    {
      app: rig.app,
      adminKey: key,
      secret: undefined,
      rateLimit: 5,
      loopbackOnly: true,
      publicUrl: undefined,
      trustedProxies: [],
      host: '127.0.0.1',
      callerCredentials: 'auto',
      legacyBaseUrl: '',
      locale: 'en',
      fallbackLocale: 'en',
      corsOrigins: [],
      version: '0.0.0',
      setup: noSetup,
      settings: [],
    },
    createMcpMount(rig.options),
  );
  const port = await listenAnywhere(face);
  const door = createDoor(port);
  return {
    url: `http://127.0.0.1:${await listenAnywhere(door)}/mcp`,
    /** Without the key. */
    ownUrl: `http://127.0.0.1:${port}/mcp`,
    async close() {
      for (const server of [door, face]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
      await rig.close();
    },
  };
}

function register(server: McpServer): void {
  server.server.registerCapabilities({
    completions: {},
    logging: {},
    prompts: {},
    resources: { subscribe: true },
  });
  addPlainTools(server);
  addRounds(server);
  addTaskTools(server);
  addResourcesAndPrompts(server);
}

/** The suite cannot send a key, so this adds it to what passes, and changes nothing else. */
function createDoor(port: number) {
  return createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const options = { host: '127.0.0.1', port, method, path };
    const passed = request(
      { ...options, headers: { ...headers, authorization: `Bearer ${key}` } },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    passed.on('error', () => outgoing.destroy());
    outgoing.on('close', () => passed.destroy());
    incoming.pipe(passed);
  });
}

async function listenAnywhere(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
