import { geminiKind } from './gemini.ts';
import { openaiKind } from './openai.ts';
import { relayKind } from './relay.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { xaiKind } from './xai.ts';

/**
 * Every kind of provider there is, a line each, the preferred one first. The relay leads, because
 * whoever took its settings over from the older server may have a vendor's key in the environment as
 * well.
 */
export const providerKinds: readonly ProviderKind[] = [relayKind, openaiKind, xaiKind, geminiKind];
