import { a1111Kind } from './a1111.ts';
import { arkKind } from './ark.ts';
import { azureKind } from './azure.ts';
import { bflKind } from './bfl.ts';
import { comfyuiKind } from './comfyui.ts';
import { dashscopeKind } from './dashscope.ts';
import { falKind } from './fal.ts';
import { fireworksKind } from './fireworks.ts';
import { geminiKind } from './gemini.ts';
import { huggingfaceKind } from './huggingface.ts';
import { ideogramKind } from './ideogram.ts';
import { localaiKind } from './localai.ts';
import { ollamaKind } from './ollama.ts';
import { openaiKind } from './openai.ts';
import { openrouterKind } from './openrouter.ts';
import { recraftKind } from './recraft.ts';
import { relayKind } from './relay.ts';
import { replicateKind } from './replicate.ts';
import { sdcppKind } from './sdcpp.ts';
import { siliconflowKind } from './siliconflow.ts';
import { stabilityKind } from './stability.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { togetherKind } from './together.ts';
import { xaiKind } from './xai.ts';

/**
 * Every kind of provider there is, a line each, the preferred one first. The relay leads, because
 * whoever took its settings over from the older server may have a vendor's key in the environment as
 * well.
 */
export const providerKinds: readonly ProviderKind[] = [
  relayKind,
  openaiKind,
  xaiKind,
  geminiKind,
  falKind,
  replicateKind,
  bflKind,
  dashscopeKind,
  arkKind,
  siliconflowKind,
  openrouterKind,
  azureKind,
  togetherKind,
  fireworksKind,
  stabilityKind,
  recraftKind,
  ideogramKind,
  huggingfaceKind,
  comfyuiKind,
  sdcppKind,
  a1111Kind,
  ollamaKind,
  localaiKind,
];
