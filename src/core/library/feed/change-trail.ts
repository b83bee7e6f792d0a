import { randomName } from '../../../kit/random-name.ts';
import type { Generation } from '../../generation.ts';

/** What became of one generation, for whoever may see what `owner` has. */
export type Change =
  | { type: 'changed'; owner: string; generation: Generation }
  | { type: 'deleted'; owner: string; id: string };

/** A change, and its place in the trail. */
export interface TrailStep {
  number: number;
  change: Change;
}

/** The last changes in their order; whoever comes back in time goes on where they were. */
export interface ChangeTrail {
  push(change: Change): void;
  /** Changes may have been missed: nobody goes on from before. */
  breakOff(): void;
  /** The name of a place; 0 is before everything. */
  nameOf(number: number): string;
  /** The number of the newest step; 0 where there is none. */
  readonly newest: number;
  /** The number behind such a name; undefined where what followed is not known any more. */
  find(name: string): number | undefined;
  /** The next step behind a place; `lost` where it is not known any more. */
  after(number: number): TrailStep | 'lost' | undefined;
}

/** Makes a trail of so many steps. */
export function createChangeTrail(most: number): ChangeTrail {
  let epoch = randomName().slice(0, 10);
  let first = 1;
  let steps: Change[] = [];
  const newest = () => first + steps.length - 1;

  return {
    push(change) {
      steps.push(change);
      if (steps.length <= most) return;
      steps.shift();
      first += 1;
    },
    breakOff() {
      epoch = randomName().slice(0, 10);
      // One number is left out, so that everybody is behind what is known.
      first = newest() + 2;
      steps = [];
    },
    nameOf: (number) => `${epoch}-${number}`,
    get newest() {
      return newest();
    },
    find(name) {
      const [, from, digits = ''] = /^([a-z2-7]{10})-(\d{1,15})$/.exec(name) ?? [];
      const number = Number(digits);
      if (from !== epoch || number < first - 1 || number > newest()) return undefined;
      return number;
    },
    after(number) {
      if (number < first - 1) return 'lost';
      const change = steps[number + 1 - first];
      return change && { number: number + 1, change };
    },
  };
}
