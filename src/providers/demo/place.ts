import type { Concept } from './keywords.ts';
import type { Stage } from './stage.ts';

/** The places a picture can be set in. */
export type Place = 'bamboo' | 'city' | 'desert' | 'hills' | 'lake' | 'sea' | 'space' | 'undersea';

/** Which place a prompt names, else the one its subjects live in; the first that fits. */
const places: readonly (readonly [Place, readonly Concept[]])[] = [
  ['undersea', ['undersea']],
  ['space', ['space']],
  ['city', ['city']],
  ['bamboo', ['bamboo']],
  ['desert', ['desert']],
  ['sea', ['sea', 'beach']],
  ['lake', ['lake']],
  ['hills', ['mountain', 'forest', 'field', 'garden', 'snow']],
];

const homes: readonly (readonly [Place, readonly Concept[]])[] = [
  ['undersea', ['fish']],
  ['space', ['rocket']],
  ['bamboo', ['panda']],
  ['sea', ['boat', 'lighthouse', 'whale']],
  ['lake', ['lotus', 'bridge', 'crane', 'torii']],
  [
    'hills',
    [
      'flower',
      'tree',
      'blossom',
      'windmill',
      'house',
      'fox',
      'deer',
      'rabbit',
      'bear',
      'owl',
      'mushroom',
      'tent',
    ],
  ],
];

/** Where a picture is set: where the prompt says, else where its subjects live, else anywhere. */
export function choosePlace({ wish, random }: Stage): Place {
  const inSky = wish.has('stars', 'galaxy', 'clouds', 'moon', 'aurora');
  if (wish.has('whale', 'fish') && !inSky && !wish.has('boat', 'beach', 'lake')) return 'undersea';
  for (const table of [places, homes]) {
    for (const [place, concepts] of table) if (wish.has(...concepts)) return place;
  }
  return random.fork('place').pick(['lake', 'hills', 'sea', 'lake', 'hills']);
}
