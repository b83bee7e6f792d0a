import { type Warning, warning } from '../../core/warnings.ts';
import type { ToolInput } from './schema.ts';

/** Parameters a tool has no use for are left out, and never without a word. */
export function unknownParameters(
  input: ToolInput,
  known: ReadonlySet<string>,
  tool: string,
): Warning[] {
  return Object.keys(input)
    .filter((name) => !known.has(name))
    .map((param) => warning('parameter_dropped', { param, model: tool }));
}
