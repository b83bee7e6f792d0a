import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectStdio, createMcpRig, forModels, type McpRig } from '../fakes/mcp-rig.ts';
import { cues, requests } from './requests.ts';

interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  minimum?: number;
  maximum?: number;
}

interface Tool {
  name: string;
  description: string;
  inputSchema: Schema;
}

let rig: McpRig;
let tools: Tool[];

beforeAll(async () => {
  rig = await createMcpRig({}, { tools: 'all' });
  const { client } = await connectStdio(rig);
  tools = forModels((await client.listTools()).tools) as Tool[];
  await client.close();
});
afterAll(() => rig.close());

/** Why the arguments do not fit a tool: what it does not know, does not take or lacks. */
function misfits({ inputSchema }: Tool, args: Readonly<Record<string, unknown>>): string[] {
  const { properties = {}, required = [] } = inputSchema;
  const missing = required.filter((name) => !(name in args));
  const wrong = Object.entries(args).filter(([name, value]) => !fits(properties[name], value));
  return [...missing, ...wrong.map(([name]) => name)];
}

function fits(schema: Schema | undefined, value: unknown): boolean {
  if (!schema) return false;
  const { type, minimum = -Infinity, maximum = Infinity } = schema;
  if (type === 'integer') {
    return Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum;
  }
  if (type === 'array') return Array.isArray(value);
  return typeof value === type;
}

function findTool(name: string): Tool {
  const tool = tools.find((one) => one.name === name);
  if (!tool) throw new Error(`There is no tool ${name}.`);
  return tool;
}

it('asks for every tool in both languages, thirty times', () => {
  expect(requests).toHaveLength(30);
  for (const { name } of tools) {
    const asked = requests.filter(({ tool }) => tool === name).map(({ locale }) => locale);
    expect([name, ...new Set(asked)].sort()).toEqual([name, 'en', 'zh'].sort());
  }
});

describe.each(requests)('$says', ({ tool, args }) => {
  it(`fits ${tool}`, () => {
    expect(misfits(findTool(tool), args)).toEqual([]);
  });

  it('fits no other tool that its description does not tell it from', () => {
    const fitting = tools.filter((one) => misfits(one, args).length === 0);
    for (const { name } of fitting) {
      const cue = cues[name] ?? 'no cue';
      const saying = tools.filter(({ description }) => description.includes(cue));
      expect(saying.map((one) => one.name)).toEqual([name]);
    }
  });
});

it('describes every parameter of every tool', () => {
  const silent = tools.flatMap(({ name, inputSchema }) =>
    Object.entries(inputSchema.properties ?? {})
      .filter(([param, schema]) => param !== 'prompt' && !('description' in schema))
      .map(([param]) => `${name}.${param}`),
  );
  expect(silent).toEqual([]);
});
