import { randomBytes } from 'node:crypto';
import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  createRequestStateCodec,
  type InputRequests,
  inputRequired,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { addTool, said } from './fixture-tools.ts';

/** Signs what a client carries from one round to the next. */
export const roundState = createRequestStateCodec<number>({ key: randomBytes(32) });

/** A question for one field. */
export function ask(message: string, field: string, isFlag = false) {
  const kind = isFlag ? { type: 'boolean' as const } : { type: 'string' as const };
  const requestedSchema = { type: 'object' as const, properties: { [field]: kind } };
  return inputRequired.elicit({
    message,
    requestedSchema: { ...requestedSchema, required: [field] },
  });
}

function sample(words: string, maxTokens: number) {
  const content = { type: 'text' as const, text: words };
  return inputRequired.createMessage({ messages: [{ role: 'user', content }], maxTokens });
}

/** What each tool asks for, round by round, before it has an answer. */
const rounds: Readonly<Record<string, readonly InputRequests[]>> = {
  elicitation: [{ user_name: ask('What is your name?', 'name') }],
  sampling: [{ capital_question: sample('What is the capital of France?', 100) }],
  list_roots: [{ client_roots: inputRequired.listRoots() }],
  request_state: [{ confirm: ask('Please confirm', 'ok', true) }],
  multiple_inputs: [
    {
      user_name: ask('What is your name?', 'name'),
      greeting: sample('Generate a greeting', 50),
      client_roots: inputRequired.listRoots(),
    },
  ],
  multi_round: [
    { step1: ask('Step 1: What is your name?', 'name') },
    { step2: ask('Step 2: What is your favorite color?', 'color') },
  ],
  tampered_state: [{ confirm: ask('Please confirm', 'ok', true) }],
};

/** Tools and a prompt that need something of the client before they can answer. */
export function addRounds(server: McpServer): void {
  for (const [name, asked] of Object.entries(rounds)) {
    addTool(server, `test_input_required_result_${name}`, async (_input, context) => {
      const next = await nextRound(asked, context);
      return next ?? said(`state-ok ${JSON.stringify(context.mcpReq.inputResponses)}`);
    });
  }
  addTool(server, 'test_input_required_result_capabilities', (_input, { mcpReq }) => {
    const envelope = { ...mcpReq.envelope } as Record<string, ClientCapabilities | undefined>;
    const declared = envelope[CLIENT_CAPABILITIES_META_KEY] ?? {};
    const inputRequests: InputRequests = {
      ...(declared.sampling && { greeting: sample('Generate a greeting', 50) }),
      ...(declared.elicitation && { user_name: ask('What is your name?', 'name') }),
    };
    return inputRequired({ inputRequests });
  });
  addTool(server, 'test_missing_capability', () =>
    inputRequired({ inputRequests: { greeting: sample('Generate a greeting', 50) } }),
  );
  addTool(server, 'test_streaming_elicitation', () =>
    inputRequired({ inputRequests: { user_name: ask('What is your name?', 'name') } }),
  );
  const asked = [{ user_context: ask('What context should the prompt use?', 'context') }];
  server.registerPrompt(
    'test_input_required_result_prompt',
    { description: 'Asks before it answers.' },
    async (context) => {
      const next = await nextRound(asked, context);
      if (next) return next;
      const content = {
        type: 'text' as const,
        text: JSON.stringify(context.mcpReq.inputResponses),
      };
      return { messages: [{ role: 'user' as const, content }] };
    },
  );
}

/** The next question, or undefined when every one was answered. */
export async function nextRound(asked: readonly InputRequests[], { mcpReq }: ServerContext) {
  const last = mcpReq.requestState<number>() ?? -1;
  const answered = last >= 0 && hasAnswers(asked[last], mcpReq.inputResponses);
  const round = answered ? last + 1 : Math.max(0, last);
  const inputRequests = asked[round];
  if (!inputRequests) return undefined;
  return inputRequired({ inputRequests, requestState: await roundState.mint(round) });
}

function hasAnswers(
  asked: InputRequests | undefined,
  given: ServerContext['mcpReq']['inputResponses'],
) {
  return Object.keys(asked ?? {}).every((name) => given?.[name] !== undefined);
}
