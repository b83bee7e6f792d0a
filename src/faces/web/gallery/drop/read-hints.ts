/** What a picture's own texts tell of how it was made. */
export interface RecipeHints {
  prompt: string | undefined;
  negative: string | undefined;
  /** Names as the program that wrote them has them. */
  settings: readonly (readonly [name: string, value: string])[];
}

const mostSettings = 24;

/** Reads the recipe out of texts that A1111 and its kin, ComfyUI and others leave in pictures. */
export function readHints(texts: ReadonlyMap<string, string>): RecipeHints | undefined {
  const parameters = texts.get('parameters');
  if (parameters) return readParameters(parameters);
  const graph = readGraph(texts.get('prompt'));
  if (graph) return graph;
  const plain = texts.get('Description');
  return plain ? { prompt: plain, negative: undefined, settings: [] } : undefined;
}

/** The prompt, a line `Negative prompt: …`, and at the end a line of `Name: value, …`. */
function readParameters(text: string): RecipeHints {
  const lines = text.trim().split('\n');
  const last = lines.at(-1) ?? '';
  const hasSettings = /^Steps: \d+,/.test(last);
  const words = (hasSettings ? lines.slice(0, -1) : lines).join('\n');
  const [prompt = '', negative] = words.split(/\n?^Negative prompt: /m);
  return {
    prompt: prompt.trim() || undefined,
    negative: negative?.trim() || undefined,
    settings: hasSettings ? readSettings(last) : [],
  };
}

function readSettings(line: string): [string, string][] {
  const found = line.matchAll(/\s*([\w /.-]+):\s*("(?:\\.|[^"\\])*"|[^,]*)(?:,|$)/g);
  return [...found]
    .map(([, name = '', value = '']): [string, string] => [name.trim(), value.trim()])
    .slice(0, mostSettings);
}

interface GraphNode {
  class_type?: unknown;
  inputs?: Record<string, unknown>;
}

const told = [
  'seed',
  'noise_seed',
  'steps',
  'cfg',
  'sampler_name',
  'scheduler',
  'denoise',
  'width',
  'height',
  'ckpt_name',
  'unet_name',
  'lora_name',
];

/** The graph that ComfyUI ran: texts hang on the two wires of its sampler. */
function readGraph(text: string | undefined): RecipeHints | undefined {
  const graph = parse(text);
  if (!graph) return undefined;
  const nodes = Object.values(graph);
  const sampler = nodes.find(({ inputs }) => inputs?.positive !== undefined);
  const follow = (link: unknown, depth = 0): string | undefined => {
    const node = Array.isArray(link) ? graph[String(link[0])] : undefined;
    const { text: words, conditioning } = node?.inputs ?? {};
    if (typeof words === 'string') return words.trim() || undefined;
    const next = words ?? conditioning;
    return next !== undefined && depth < 8 ? follow(next, depth + 1) : undefined;
  };
  const settings = nodes.flatMap(({ inputs = {} }) =>
    Object.entries(inputs)
      .filter(([name, value]) => told.includes(name) && typeof value !== 'object')
      .map(([name, value]): [string, string] => [name, String(value)]),
  );
  const first = nodes.find(({ inputs }) => typeof inputs?.text === 'string')?.inputs?.text;
  return {
    prompt: follow(sampler?.inputs?.positive) ?? (typeof first === 'string' ? first : undefined),
    negative: follow(sampler?.inputs?.negative),
    settings: settings.slice(0, mostSettings),
  };
}

function parse(text: string | undefined): Record<string, GraphNode> | undefined {
  try {
    // It may hold NaN, which is no JSON.
    const value: unknown = JSON.parse((text ?? '').replace(/\bNaN\b/g, 'null'));
    const isGraph =
      typeof value === 'object' &&
      value !== null &&
      Object.values(value).some((node) => typeof (node as GraphNode)?.class_type === 'string');
    return isGraph ? (value as Record<string, GraphNode>) : undefined;
  } catch {
    return undefined;
  }
}
