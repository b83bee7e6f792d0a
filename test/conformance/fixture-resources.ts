import { completable, type McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import { z } from 'zod/v4';
import { pixel } from './fixture-tools.ts';

/** The resources and prompts the suite reads, by its own addresses and names. */
export function addResourcesAndPrompts(server: McpServer): void {
  addResources(server);
  addPrompts(server);
}

function addResources(server: McpServer): void {
  const texts = {
    'static-text': 'This is the content of the static text resource.',
    'watched-resource': 'This one may be watched.',
  };
  for (const [name, words] of Object.entries(texts)) {
    const uri = `test://${name}`;
    const told = { description: `The suite's ${name}.`, mimeType: 'text/plain' };
    server.registerResource(name, uri, told, () => ({
      contents: [{ uri, mimeType: 'text/plain', text: words }],
    }));
  }
  const picture = { description: "The suite's picture.", mimeType: 'image/png' };
  server.registerResource('static-binary', 'test://static-binary', picture, ({ href }) => ({
    contents: [{ uri: href, mimeType: 'image/png', blob: pixel }],
  }));
  const template = new ResourceTemplate('test://template/{id}/data', { list: undefined });
  const told = { description: "The suite's template.", mimeType: 'application/json' };
  server.registerResource('template', template, told, ({ href }, { id }) => {
    const body = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` });
    return { contents: [{ uri: href, mimeType: 'application/json', text: body }] };
  });
  server.server.setRequestHandler('resources/subscribe', () => ({}));
  server.server.setRequestHandler('resources/unsubscribe', () => ({}));
}

function addPrompts(server: McpServer): void {
  const fromUser = (words: string) => ({
    role: 'user' as const,
    content: { type: 'text' as const, text: words },
  });
  server.registerPrompt('test_simple_prompt', { description: 'Plain.' }, () => ({
    messages: [fromUser('This is a simple prompt for testing.')],
  }));
  const two = z.object({
    arg1: completable(z.string(), (start) => ['paris', 'park'].filter((w) => w.startsWith(start))),
    arg2: z.string(),
  });
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description: 'With arguments.', argsSchema: two },
    ({ arg1, arg2 }) => ({
      messages: [fromUser(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)],
    }),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'With a resource.', argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri: uri }) => {
      const resource = { uri, mimeType: 'text/plain', text: 'Embedded resource content.' };
      return { messages: [{ role: 'user', content: { type: 'resource', resource } }] };
    },
  );
  server.registerPrompt('test_prompt_with_image', { description: 'With a picture.' }, () => ({
    messages: [
      { role: 'user', content: { type: 'image', data: pixel, mimeType: 'image/png' } },
      fromUser('Please analyze the image above.'),
    ],
  }));
}
