import { randomInt } from 'node:crypto';
import { AppError } from '../../core/errors.ts';
import type { Json } from '../../core/generation.ts';
import type { Graph, WorkflowNode } from './graph.ts';

/** A place in a graph that a wish is written to. */
export interface Slot {
  node: string;
  input: string;
  /** What is written, with its placeholders. */
  template: string;
  /** The names of the placeholders in it. */
  names: readonly string[];
  /** What stands there where nothing is wished; undefined for what is needed. */
  fallback: Json | undefined;
}

/** `{{name}}`, or with what stands there where nothing is wished: `{{steps=20}}`. */
const placeholder = /\{\{\s*(\w+)\s*(?:=([^{}]*))?\}\}/g;
const alone = /^\{\{\s*(\w+)\s*(?:=([^{}]*))?\}\}$/;

/** What may always be left out. */
const usual: Readonly<Record<string, Json>> = {
  negative_prompt: '',
  width: 1024,
  height: 1024,
  n: 1,
};

/** The places of a graph that have placeholders written in them. */
export function templateSlots(graph: Graph): Slot[] {
  return Object.entries(graph).flatMap(([node, { inputs }]) =>
    Object.entries(inputs).flatMap(([input, template]) => {
      if (typeof template !== 'string') return [];
      const names = [...template.matchAll(placeholder)].map(([, name = '']) => name);
      return names.length === 0 ? [] : [{ node, input, template, names, fallback: undefined }];
    }),
  );
}

/** A place of a graph without placeholders that is known to be for this. */
export function slotFor(name: string, node: string, input: string, fallback?: Json): Slot {
  return { node, input, template: `{{${name}}}`, names: [name], fallback };
}

/** A seed as ComfyUI's own page rolls it. Equal graphs are not painted again there. */
export function rollSeed(): number {
  return randomInt(2 ** 48 - 1);
}

/** The graph with the values in their places; throws `missing_parameter` for one that is needed. */
export function fillSlots(
  graph: Graph,
  slots: readonly Slot[],
  values: Readonly<Record<string, Json | undefined>>,
): Graph {
  const filled: Record<string, WorkflowNode> = { ...graph };
  for (const slot of slots) {
    const node = filled[slot.node];
    if (!node) continue;
    const inputs = { ...node.inputs, [slot.input]: fillOne(slot, values) };
    filled[slot.node] = { ...node, inputs };
  }
  return filled;
}

function fillOne(
  { template, fallback }: Slot,
  values: Readonly<Record<string, Json | undefined>>,
): Json {
  const pick = (name: string, written: string | undefined): Json => {
    const value = values[name] ?? fallback ?? (written && readWritten(written)) ?? usual[name];
    if (value === undefined) throw missing(name);
    return value;
  };
  const [, name, written] = alone.exec(template) ?? [];
  if (name !== undefined) return pick(name, written);
  return template.replace(placeholder, (_, inner: string, fixed: string | undefined) =>
    String(pick(inner, fixed)),
  );
}

function readWritten(text: string): Json {
  const trimmed = text.trim();
  return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}

function missing(name: string): AppError {
  const param = name === 'image2' ? 'image' : name;
  const expected = {
    en: `This workflow needs it: send it, or write {{${name}=…}} with a value into the workflow.`,
    zh: `此工作流需要它：请在请求中提供，或在工作流中写成 {{${name}=…}} 给出默认值。`,
  };
  return new AppError('missing_parameter', { param, expected }, { param });
}
