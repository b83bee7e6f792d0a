import type { Concept } from '../keywords.ts';
import { bear, cat, deer, dog, fox, panda, rabbit } from './animals.ts';
import { bird, butterfly, crane, flock, owl, penguin } from './birds.ts';
import { bridge, castle, house, lighthouse, pagoda, tent, torii, windmill } from './buildings.ts';
import type { Drawing } from './drawing.ts';
import { fish, whale } from './sea-life.ts';
import { cup, flower, lotus, mushroom, person, umbrella } from './things.ts';
import { balloon, boat, lantern, rocket } from './vessels.ts';

/** Everything that can be drawn as a subject, by its concept. */
export const drawings: Readonly<Partial<Record<Concept, Drawing>>> = {
  ...{ bear, cat, deer, dog, fox, panda, rabbit },
  ...{ bird, butterfly, crane, flock, owl, penguin },
  ...{ bridge, castle, house, lighthouse, pagoda, tent, torii, windmill },
  ...{ fish, whale },
  ...{ cup, flower, lotus, mushroom, person, umbrella },
  ...{ balloon, boat, lantern, rocket },
};
