import type { Json } from '../../core/generation.ts';

/** One node of a graph in API format; a link to another node is `["4", 0]`. */
export interface WorkflowNode {
  class_type: string;
  inputs: Readonly<Record<string, Json>>;
}

/** ComfyUI's API format: nodes by their id. */
export type Graph = Readonly<Record<string, WorkflowNode>>;
