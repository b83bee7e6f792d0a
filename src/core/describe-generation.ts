import type { Caller } from './caller.ts';
import type { Generation, Json } from './generation.ts';
import type { Plan } from './resolve.ts';
import type { Dressed } from './styles.ts';

/** The record a generation begins with. */
export function describeGeneration(
  id: string,
  plan: Plan,
  { request: { altText, tags = [] }, style, prompt }: Dressed,
  caller: Pick<Caller, 'id' | 'face'>,
  createdAt: number,
): Generation {
  return {
    id,
    state: 'accepted',
    owner: caller.id,
    face: caller.face,
    provider: plan.provider.name,
    model: plan.request.model,
    prompt,
    effectivePrompt: plan.request.prompt === prompt ? undefined : plan.request.prompt,
    style,
    altText,
    tags,
    parameters: describeParameters(plan),
    callerPaid: plan.callerPaid,
    warnings: plan.warnings,
    usage: undefined,
    cost: undefined,
    error: undefined,
    assets: [],
    links: [],
    createdAt,
    endedAt: undefined,
  };
}

/** What was asked of the provider, as it is recorded: no prompt, no credentials, no bytes. */
export function describeParameters(plan: Plan): { [name: string]: Json } {
  const { inputs, mask, markup, extra, capability, prompt, model, preferUrl, mayUse, ...plain } =
    plan.request;
  const parameters: { [name: string]: Json } = { ...extra };
  for (const [name, value] of Object.entries(plain)) {
    if (value !== undefined) parameters[name] = value;
  }
  if (plan.alias !== undefined) parameters.alias = plan.alias;
  if (inputs) parameters.inputs = inputs.map((input) => input.sha256);
  if (mask) parameters.mask = mask.sha256;
  if (markup) parameters.markup = markup.sha256;
  return parameters;
}
