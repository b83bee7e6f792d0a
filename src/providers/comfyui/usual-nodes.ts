import type { Json } from '../../core/generation.ts';
import type { Graph, WorkflowNode } from './graph.ts';
import { type Slot, slotFor } from './slots.ts';

/** Parameters beside ours that a caller may send for the sampler, as it calls them. */
const samplerInputs = ['steps', 'cfg', 'sampler_name', 'scheduler', 'denoise', 'guidance'] as const;
const textInputs = ['text', 'prompt', 'text_g', 'text_l', 't5xxl', 'clip_l', 'value', 'string'];
const seedInputs = ['seed', 'noise_seed'];

/**
 * Where a wish belongs in a workflow nobody prepared: the texts that lead to `positive` and
 * `negative`, every seed, the measures of empty latents, the loaded images, and the sampler's settings.
 */
export function usualSlots(graph: Graph): Slot[] {
  const nodes = Object.entries(graph);
  const positive = textsBehind(graph, ['positive', 'conditioning']);
  const texts = positive.length > 0 ? positive : loneText(graph);
  const isPrompt = (slot: Place) => texts.some((text) => key(text) === key(slot));
  const negative = textsBehind(graph, ['negative']).filter((place) => !isPrompt(place));
  return [
    ...texts.map(({ node, input }) => slotFor('prompt', node, input)),
    ...negative.map(({ node, input, now }) => slotFor('negative_prompt', node, input, now)),
    ...literals(nodes, seedInputs, () => true).map((at) => slotFor('seed', at.node, at.input)),
    ...literals(nodes, ['width', 'height'], isEmptyLatent).map((at) =>
      slotFor(at.input, at.node, at.input, at.now),
    ),
    ...literals(nodes, [...samplerInputs], isSampler).map((at) =>
      slotFor(at.input, at.node, at.input, at.now),
    ),
    ...loadedImages(nodes),
  ];
}

interface Place {
  node: string;
  input: string;
  now: Json;
}

const key = ({ node, input }: Place) => `${node} ${input}`;

/** The first loader is for the image that is edited; further ones keep theirs where none is sent. */
function loadedImages(nodes: readonly [string, WorkflowNode][]): Slot[] {
  const loaders = literals(nodes, ['image'], ({ class_type }) => /^LoadImage\b/.test(class_type))
    .filter(({ node }) =>
      nodes.some(([id, { class_type }]) => id === node && !/Mask/.test(class_type)),
    )
    .sort((a, b) => Number(a.node) - Number(b.node));
  return loaders.map(({ node, input, now }, at) =>
    at === 0 ? slotFor('image', node, input) : slotFor(`image${at + 1}`, node, input, now),
  );
}

function isEmptyLatent({ class_type }: WorkflowNode): boolean {
  return /^Empty.*Latent/.test(class_type);
}

function isSampler({ class_type }: WorkflowNode): boolean {
  return /Sampler|Scheduler|Guid/.test(class_type);
}

function literals(
  nodes: readonly [string, WorkflowNode][],
  names: readonly string[],
  belongs: (node: WorkflowNode) => boolean,
): Place[] {
  return nodes.flatMap(([node, row]) =>
    belongs(row)
      ? names.flatMap((input) => {
          const now = row.inputs[input];
          return now === undefined || typeof now === 'object' ? [] : [{ node, input, now }];
        })
      : [],
  );
}

/** Texts that are found by going up the links from inputs of these names. */
function textsBehind(graph: Graph, names: readonly string[]): Place[] {
  const found = new Map<string, Place>();
  for (const { inputs } of Object.values(graph)) {
    for (const name of names) {
      for (const place of follow(graph, inputs[name], new Set())) found.set(key(place), place);
    }
  }
  return [...found.values()];
}

/** Goes up from a link through conditionings that hold no text themselves. */
function follow(graph: Graph, link: Json | undefined, seen: Set<string>): Place[] {
  if (!Array.isArray(link) || typeof link[0] !== 'string' || seen.has(link[0])) return [];
  const id = link[0];
  const node = graph[id];
  if (!node) return [];
  seen.add(id);
  const own = textInputs.flatMap((input) => {
    const value = node.inputs[input];
    if (typeof value === 'string') return [{ node: id, input, now: value }];
    return Array.isArray(value) ? follow(graph, value, seen) : [];
  });
  if (own.length > 0) return own;
  const further = Object.entries(node.inputs).filter(([name]) =>
    /^conditioning|^positive$|^guider$/.test(name),
  );
  return further.flatMap(([, value]) => follow(graph, value, seen));
}

/** Where nothing leads anywhere, the one text encoder there is. */
function loneText(graph: Graph): Place[] {
  const encoders = Object.entries(graph).filter(([, { class_type }]) =>
    class_type.includes('TextEncode'),
  );
  return encoders.length === 1 ? literals(encoders, textInputs, () => true) : [];
}
