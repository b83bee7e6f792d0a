import { expect, it } from 'vitest';
import { serve } from '../fakes/loopback.ts';
import { readBody } from '../fakes/request-body.ts';
import { createAskModel, judgeCall } from './ask-model.ts';

/** A model that paints whatever is said, and has only words for a greeting. */
async function startModel() {
  const asked: unknown[] = [];
  const server = await serve(async (incoming, outgoing) => {
    const { json } = await readBody(incoming);
    asked.push(json);
    const { messages } = json as { messages: { content: string }[] };
    const says = messages[1]?.content;
    const call = { name: 'generate_image', arguments: JSON.stringify({ prompt: says, n: 2 }) };
    const message =
      says === 'Hello.'
        ? { role: 'assistant', content: 'Hello!' }
        : { role: 'assistant', tool_calls: [{ id: 'c', type: 'function', function: call }] };
    outgoing.setHeader('content-type', 'application/json');
    outgoing.end(JSON.stringify({ choices: [{ index: 0, message }] }));
  });
  const model = { baseUrl: `${server.origin}/v1`, apiKey: 'sk-x', model: 'm' };
  return { asked, ask: await createAskModel(model) };
}

it('gives a model every tool with its schema, and what the server says of itself', async () => {
  const { ask, asked } = await startModel();
  await ask('A fox.');
  const [request] = asked as [{ model: string; tools: unknown[]; messages: { role: string }[] }];
  expect(request.model).toBe('m');
  expect(request.tools).toHaveLength(8);
  expect(request.messages[0]).toMatchObject({
    role: 'system',
    content: expect.stringMatching(/URL/),
  });
});

it('tells the right call from a wrong one, and from words', async () => {
  const { ask } = await startModel();
  const wish = (tool: string, args: Record<string, unknown>) =>
    ({ says: 'A fox.', locale: 'en', tool, args }) as const;
  const call = await ask('A fox.');
  expect(judgeCall(wish('generate_image', { prompt: '*', n: 2 }), call)).toEqual([]);
  expect(judgeCall(wish('generate_image', { n: 3 }), call)).toEqual(['n is 2 in place of 3']);
  expect(judgeCall(wish('generate_image', { size: '*' }), call)).toHaveLength(1);
  expect(judgeCall(wish('edit_image', {}), call)).toHaveLength(1);
  expect(judgeCall(wish('generate_image', {}), await ask('Hello.'))).toHaveLength(1);
});
