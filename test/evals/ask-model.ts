import OpenAI from 'openai';
import { connectStdio, createMcpRig, forModels } from '../fakes/mcp-rig.ts';
import type { Request } from './requests.ts';

/** A model behind an address that speaks OpenAI's chat completions. */
export interface Model {
  baseUrl: string;
  apiKey: string;
  model: string;
}

/** The call a model chose; undefined where it answered in words. */
export interface ChosenCall {
  tool: string;
  args: Record<string, unknown>;
}

/** Puts what somebody says before a model that has our tools and our instructions, as a host does. */
export type AskModel = (says: string) => Promise<ChosenCall | undefined>;

/** Makes the question for one model, with the tools as a client is told them. */
export async function createAskModel({ baseUrl, apiKey, model }: Model): Promise<AskModel> {
  const rig = await createMcpRig({}, { tools: 'all' });
  const { client } = await connectStdio(rig);
  const listed = forModels((await client.listTools()).tools);
  const instructions = client.getInstructions() ?? '';
  await client.close();
  await rig.close();
  const tools = listed.map(({ name, description, inputSchema }) => ({
    type: 'function' as const,
    function: { name, description: description ?? '', parameters: inputSchema },
  }));
  const openai = new OpenAI({ baseURL: baseUrl, apiKey });
  return async (says) => {
    const { choices } = await openai.chat.completions.create({
      model,
      tools,
      messages: [
        { role: 'system', content: instructions },
        { role: 'user', content: says },
      ],
    });
    const [call] = choices[0]?.message.tool_calls ?? [];
    if (call?.type !== 'function') return undefined;
    return { tool: call.function.name, args: JSON.parse(call.function.arguments) };
  };
}

/** What is wrong with the call a model chose; nothing where it is the one that was asked for. */
export function judgeCall({ tool, args }: Request, call: ChosenCall | undefined): string[] {
  if (!call) return [`${tool} was not called`];
  if (call.tool !== tool) return [`${call.tool} was called in place of ${tool}`];
  return Object.entries(args).flatMap(([name, value]) => {
    const got = call.args[name];
    const fits = value === '*' ? got !== undefined : JSON.stringify(got) === JSON.stringify(value);
    return fits ? [] : [`${name} is ${JSON.stringify(got)} in place of ${JSON.stringify(value)}`];
  });
}
