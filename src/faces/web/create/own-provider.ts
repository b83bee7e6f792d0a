import { computed, signal } from '@preact/signals';
import type { ApiError } from '../api/call.ts';
import type { OwnProvider, Wish } from '../api/paint.ts';
import type { Model } from '../api/shapes.ts';
import { recall, recallJson, remember } from '../state/kept.ts';
import { t } from '../state/locale.ts';
import { mayBringOwn } from '../state/models.ts';
import { tell } from '../state/toasts.ts';

/** What has to be said beside the fields: a part that is missing, or why the server refused. */
export type OwnTrouble = 'url' | 'key' | 'model' | 'again' | ApiError;

const wanted = signal(recallJson('own') === true);

/** Where the upstream is; as it was typed. */
export const ownUrl = signal(recall('ownUrl') ?? '');

/** Its key. Nothing but the memory of this tab ever holds it. */
export const ownKey = signal('');

/** The name of its model; of several where they are compared. */
export const ownModel = signal(recall('ownModel') ?? '');

/** What is to be said beside the fields now. */
export const ownTrouble = signal<OwnTrouble | undefined>(undefined);

/** Whether the form asks an upstream of its user, which the server has to allow. */
export const usesOwn = computed(() => mayBringOwn.value && wanted.value);

const mostNames = 6;

/** The models named, each as a model of which nothing is known: whatever is asked is passed on. */
export const ownModels = computed<readonly Model[]>(() => {
  const names = ownModel.value.split(/[\s,，、]+/).filter(Boolean);
  return [...new Set(names)].slice(0, mostNames).map(describeOwn);
});

/** A model that nobody has told us of, as the server takes it: it can do everything. */
export function describeOwn(name: string): Model {
  return {
    id: name,
    owned_by: 'own',
    maliang: {
      title: name,
      formats: ['png', 'jpeg', 'webp'],
      backgrounds: ['auto', 'opaque', 'transparent'],
      compression: true,
      moderation: true,
      input_fidelity: true,
      max_n: 10,
      edit: true,
      max_inputs: 16,
      mask: true,
      stream: true,
      seed: true,
    },
  };
}

/** Goes to the user's own upstream, or back to those of the server. */
export function setOwn(on: boolean): void {
  wanted.value = on;
  ownTrouble.value = undefined;
  remember('own', on ? 'true' : undefined);
}

/** Takes in what was typed; only an address without anything secret in it outlives the page. */
export function typeOwn(field: 'url' | 'key' | 'model', text: string): void {
  ownTrouble.value = undefined;
  if (field === 'key') ownKey.value = text;
  if (field === 'url') {
    ownUrl.value = text;
    remember('ownUrl', plainAddress(text));
  }
  if (field === 'model') {
    ownModel.value = text;
    remember('ownModel', text.trim() || undefined);
  }
}

/** An http or https address with neither a user, a query nor a fragment; undefined for any other. */
export function plainAddress(text: string): string | undefined {
  if (!URL.canParse(text.trim())) return undefined;
  const url = new URL(text.trim());
  if (!/^https?:$/.test(url.protocol)) return undefined;
  const hides = url.username || url.password || url.search || url.hash;
  return hides ? undefined : url.href;
}

/** The upstream as requests name it; undefined where the form asks the server's own. */
export function readOwn(): OwnProvider | undefined {
  if (!usesOwn.value) return undefined;
  return { baseUrl: ownUrl.value.trim(), apiKey: ownKey.value.trim() };
}

/** Looks for what is missing, says so beside its field and tells whether nothing is. */
export function isOwnComplete(): boolean {
  if (!usesOwn.value) return true;
  const missing = findMissing();
  ownTrouble.value = missing;
  if (missing) document.getElementById(`own-${missing}`)?.focus();
  return missing === undefined;
}

function findMissing(): 'url' | 'key' | 'model' | undefined {
  if (!plainAddress(ownUrl.value)) return 'url';
  if (ownKey.value.trim() === '') return 'key';
  return ownModels.value.length === 0 ? 'model' : undefined;
}

/** Says beside the fields why the server or the upstream refused what came from them. */
export function tellOwnTrouble(own: Wish['own'], error: ApiError): void {
  // That of an earlier load of the page has been told by then.
  if (typeof own === 'object' && usesOwn.value) ownTrouble.value = error;
}

/** Asks for the key again, which was kept nowhere, for a model that it was asked with then. */
export function askForOwnKey(name: string): void {
  if (!mayBringOwn.value) {
    tell(t('own.off'));
    return;
  }
  setOwn(true);
  typeOwn('model', name);
  ownTrouble.value = 'again';
  // The page may be on its way to the form.
  setTimeout(() => document.getElementById('own-key')?.focus(), 100);
}
