import { type ErrorBody, errorBodyOf, readErrorBody } from '../wire/error-body.ts';
import { listOf, recordOf, textOf } from '../wire/json-value.ts';

const maxExplained = 3;
const maxShown = 12;

/**
 * Reads ComfyUI's refusal of a graph: `node_errors` has what is wrong with each node, in words for
 * programmers (execution.py, validate_inputs). What is in the way comes out as sentences.
 */
export function readNodeErrors(text: string): ErrorBody {
  const body = readErrorBody(text);
  if (!body.json) return body;
  const root = recordOf(JSON.parse(text));
  const nodes = Object.entries(recordOf(root?.node_errors) ?? {});
  const told = nodes.flatMap(([id, node]) => {
    const row = recordOf(node);
    const where = `${textOf(row?.class_type) ?? 'node'} (node ${id})`;
    return listOf(row?.errors).map((error) => `${where}: ${explain(recordOf(error))}`);
  });
  const details = textOf(recordOf(root?.error)?.details);
  if (told.length === 0) {
    return details === undefined ? body : { ...body, message: `${body.message}: ${details}` };
  }
  const more = told.length > maxExplained ? `; and ${told.length - maxExplained} more` : '';
  return { ...body, message: told.slice(0, maxExplained).join('; ') + more };
}

/** What a run that failed half-way says of it: `execution_error` of the history's messages. */
export function executionError(messages: readonly unknown[]): ErrorBody | undefined {
  for (const message of messages) {
    const [type, data] = listOf(message);
    const row = recordOf(data);
    if (type === 'execution_error') {
      const where = `${textOf(row?.node_type) ?? 'a node'} (node ${textOf(row?.node_id) ?? '?'})`;
      const said = textOf(row?.exception_message)?.trim() ?? 'it failed';
      // Nodes that paint at a vendor's raise what the vendor said (comfy_api_nodes).
      const code = moderated.test(said) ? 'content_filter' : textOf(row?.exception_type);
      return errorBodyOf({ message: `${where}: ${said}`, code });
    }
    if (type === 'execution_interrupted') {
      return errorBodyOf({ message: 'somebody interrupted it in ComfyUI', code: 'interrupted' });
    }
  }
  return undefined;
}

const moderated = /safety system|content (?:moderation|policy|filter)|moderation/i;

type Row = Readonly<Record<string, unknown>> | undefined;

function explain(error: Row): string {
  const extra = recordOf(error?.extra_info);
  const input = textOf(extra?.input_name) ?? 'an input';
  const got = JSON.stringify(extra?.received_value);
  const details = textOf(error?.details) ?? '';
  switch (error?.type) {
    case 'value_not_in_list':
      return `this ComfyUI has no ${input} ${got ?? ''}, ${known(extra?.input_config, details)}`;
    case 'required_input_missing':
      return `nothing is connected to ${input}`;
    case 'value_smaller_than_min':
      return `${input} ${got} is too small (${details})`;
    case 'value_bigger_than_max':
      return `${input} ${got} is too large (${details})`;
    case 'invalid_input_type':
      return `${input} cannot be ${got}`;
    default: {
      const message = textOf(error?.message) ?? 'it is not valid';
      return details === '' ? message : `${message}: ${details}`;
    }
  }
}

/** `[["a", "b"], {}]`, or `["COMBO", { options: ["a", "b"] }]` in newer versions. */
export function choicesOf(config: unknown): string[] {
  const [first, second] = listOf(config);
  const options = Array.isArray(first) ? first : listOf(recordOf(second)?.options);
  return options.filter((option) => typeof option === 'string');
}

/** Long lists are left out there, and only their length is told. */
function known(config: unknown, details: string): string {
  const choices = choicesOf(config);
  const [, length] = /\(list of length (\d+)\)/.exec(details) ?? [];
  if (choices.length === 0) return length ? `but ${length} others` : 'and no other either';
  const shown = choices.slice(0, maxShown).join(', ');
  return `it has ${shown}${choices.length > maxShown ? ', …' : ''}`;
}
