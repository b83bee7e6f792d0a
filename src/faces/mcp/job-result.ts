import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Generation } from '../../core/generation.ts';
import { type Warning, warningText } from '../../core/warnings.ts';
import { failureResult } from './error-result.ts';
import { imageResult } from './image-result.ts';
import { say } from './texts.ts';
import type { ToolCall } from './tool.ts';

const nothingSaved: ReadonlyMap<string, string> = new Map();

/** A generation that ended, as a result: its pictures, or why there are none. */
export async function jobResult(
  generation: Generation,
  call: ToolCall,
  more: {
    warnings: readonly Warning[];
    savedAs?: ReadonlyMap<string, string>;
    description?: Pick<Generation, 'altText' | 'tags'>;
    replayed?: boolean;
  },
): Promise<CallToolResult> {
  if (generation.assets.length === 0) return failureResult(generation);
  const { id, prompt, altText, style, provider, model, cost, assets } = generation;
  const { savedAs = nothingSaved } = more;
  const painter = { jobId: id, model: `${provider}/${model}`, cost, style };
  const facts = { alt: altText ?? prompt, ...painter, ...more, savedAs };
  return imageResult(assets, facts, call);
}

/** The answer where a generation takes longer than a host waits. */
export function runningResult(
  id: string,
  warnings: readonly Warning[],
  { caller: { locale } }: ToolCall,
): CallToolResult {
  const said = warnings.map((warned) => warningText(warned, locale));
  const lines = said.map((text) => say('warning', locale, { text }));
  const text = [say('still_painting', locale, { id }), ...lines].join('\n');
  return {
    content: [{ type: 'text', text }],
    structuredContent: {
      status: 'running',
      job_id: id,
      ...(said.length > 0 && { warnings: said }),
    },
  };
}

/**
 * Without the warnings about values the caller never sent: those of the older server's defaults,
 * where a model has no such parameter.
 */
export function withoutDefaults(
  warnings: readonly Warning[],
  defaulted: readonly string[],
): Warning[] {
  return warnings.filter(
    ({ code, values }) => code !== 'parameter_dropped' || !defaulted.includes(String(values.param)),
  );
}
