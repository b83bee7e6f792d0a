import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type ServerContext,
} from '@modelcontextprotocol/server';

/**
 * Asks the user to agree to something. Answers with what they said, or with the result that has
 * the client ask them and call again.
 */
export type AskUser = (message: string) => Promise<'yes' | 'no' | InputRequiredResult>;

const questionKey = 'agreement';
/** People need longer than machines. */
const patienceMs = 10 * 60_000;

/** The way to the user behind a client; undefined where the client cannot ask them. */
export function createAskUser(
  { mcpReq }: ServerContext,
  capabilities: ClientCapabilities | undefined,
): AskUser | undefined {
  if (!canAsk(capabilities)) return undefined;
  const isModern = mcpReq.envelope !== undefined && CLIENT_CAPABILITIES_META_KEY in mcpReq.envelope;
  return async (message) => {
    const params = { message, requestedSchema };
    if (!isModern) {
      // Asked in the middle of the call, so that the pictures it came with stay where they are.
      const { signal } = mcpReq;
      return verdictOf(await mcpReq.elicitInput(params, { timeout: patienceMs, signal }));
    }
    const answer = inputResponse(mcpReq.inputResponses, questionKey);
    if (answer.kind === 'elicit') return verdictOf(answer);
    return inputRequired({ inputRequests: { [questionKey]: inputRequired.elicit(params) } });
  };
}

const requestedSchema = {
  type: 'object' as const,
  properties: { agree: { type: 'boolean' as const, title: 'OK', default: true } },
};

function canAsk(capabilities: ClientCapabilities | undefined): boolean {
  const { elicitation } = capabilities ?? {};
  if (!elicitation) return false;
  // At first there were forms alone, and nobody had to name them.
  return 'form' in elicitation || Object.keys(elicitation).length === 0;
}

function verdictOf(answer: { action: string; content?: Record<string, unknown> | undefined }) {
  return answer.action === 'accept' && answer.content?.agree !== false ? 'yes' : 'no';
}
