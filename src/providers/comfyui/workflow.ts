import { AppError } from '../../core/errors.ts';
import { recordOf, textOf } from '../wire/json-value.ts';
import type { Graph, WorkflowNode } from './graph.ts';
import { type Slot, templateSlots } from './slots.ts';
import { usualSlots } from './usual-nodes.ts';

/** A graph, and where a wish is written into it. */
export interface Workflow {
  /** The model's name. */
  name: string;
  graph: Graph;
  slots: readonly Slot[];
  /** Whether the mask goes into the transparency of the first image, where its loader reads it. */
  maskInImage: boolean;
  /** Where it was read from, for the model's row. */
  source: string;
}

/**
 * Reads a workflow as ComfyUI exports it in API format. Where it has `{{placeholders}}` these alone
 * are filled; where it has none the usual nodes are. Throws `workflow_unusable`.
 */
export function readWorkflow(name: string, text: string, source: string): Workflow {
  const graph = readGraph(text, source);
  const written = templateSlots(graph);
  const slots = written.length > 0 ? written : usualSlots(graph);
  if (!slots.some(({ names }) => names.includes('prompt'))) {
    throw unusable(source, {
      en: 'there is nowhere to write the prompt: put {{prompt}} where its text stands',
      zh: '找不到填写提示词的位置：请在提示词文本处写上 {{prompt}}',
    });
  }
  const [first] = slots.filter(({ names }) => names.includes('image'));
  const maskInImage = first !== undefined && isLinked(graph, first.node, 1);
  return { name, graph, slots, maskInImage, source };
}

/** Placeholders that stand for numbers are often written without quotes, which is no JSON. */
const bare = /(:\s*)(\{\{[^{}"]*\}\})/g;

function readGraph(text: string, source: string): Graph {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(bare, '$1"$2"'));
  } catch {
    throw unusable(source, { en: 'it is no JSON', zh: '不是合法的 JSON' });
  }
  // Some save what they send: the graph inside of `prompt`.
  const root = recordOf(recordOf(json)?.prompt) ?? recordOf(json) ?? {};
  if (Array.isArray(root.nodes)) {
    throw unusable(source, {
      en: 'it is the format of ComfyUI’s editor: save it with “Export (API)”',
      zh: '这是 ComfyUI 编辑器自己的格式：请用“导出 (API)”保存',
    });
  }
  const nodes = Object.entries(root).flatMap(([id, node]) => {
    const row = recordOf(node);
    const type = textOf(row?.class_type);
    const inputs = recordOf(row?.inputs);
    return type && inputs ? [[id, { ...row, class_type: type, inputs } as WorkflowNode]] : [];
  });
  if (nodes.length > 0) return Object.fromEntries(nodes);
  throw unusable(source, {
    en: 'there are no nodes in it: save it with “Export (API)”',
    zh: '其中没有节点：请用“导出 (API)”保存',
  });
}

/** Whether any input takes this output of a node. */
function isLinked(graph: Graph, id: string, output: number): boolean {
  return Object.values(graph).some(({ inputs }) =>
    Object.values(inputs).some(
      (value) => Array.isArray(value) && value[0] === id && value[1] === output,
    ),
  );
}

/** Says why a workflow cannot be used, in words for the operator who wrote it. */
export function unusable(source: string, reason: { en: string; zh: string }): AppError {
  return new AppError('workflow_unusable', { workflow: source, reason });
}
