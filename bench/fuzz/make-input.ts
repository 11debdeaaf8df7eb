import type { Text } from '../../src/detect/index.ts';
import { formats } from '../../src/detect/index.ts';
import { generateTree } from '../quality/generate-tree.ts';
import { createRandom, seedOf, type Random } from '../quality/random.ts';
import { CONTAINERS } from './containers.ts';
import { MUTATIONS } from './mutations.ts';
import { PATHS } from './pieces.ts';

/** One input, and where it comes from: the surface of its base file. */
export interface FuzzInput extends Text {
  readonly surface: string;
}

interface Base {
  readonly path: string;
  readonly surface: string;
  readonly content: string;
}

/** Inputs that share their base files; each surface is among them twice. */
const BLOCK = 10_000;
const BASES = 250;
/** In UTF-16 code units; larger ones only now and then, for time. */
const LARGEST = 8192;
const LARGEST_EVER = 262_144;
const MOST_CONTAINERS = 8;
const MOST_MUTATIONS = 6;

const mutations = Object.values(MUTATIONS);
const containers = Object.values(CONTAINERS);

/** A file with a few credentials of any format, in no language. */
function exampleFile(random: Random): Base {
  const lines = random
    .some(formats, 1, 6)
    .map(({ type, example }) => `${type.toUpperCase().replaceAll('-', '_')}=${example(random.text)}`);
  return { path: random.pick(PATHS), surface: 'format examples', content: `# mcp\n${lines.join('\n')}\n` };
}

function mutate(random: Random, base: string, other: string): string {
  let text = base;
  for (let count = random.int(0, MOST_MUTATIONS); count > 0; count--) {
    const changed = random.pick(mutations)(random, text, other);
    if (changed.length <= LARGEST) text = changed;
  }
  return text;
}

/** Puts a text into one container after the other, most texts into none. */
function contain(random: Random, base: string): string {
  let text = base;
  const depth = random.chance(0.6) ? 0 : random.int(1, random.chance(0.7) ? 2 : MOST_CONTAINERS);
  for (let level = 0; level < depth; level++) {
    const inside = random.pick(containers)(text);
    if (inside.length > 4 * LARGEST) break;
    text = random.chance(0.15) ? mutate(random, inside, text) : inside;
  }
  return text;
}

/** One text in two thousand is repeated until it is large. */
function enlarge(random: Random, text: string): string {
  if (!random.chance(0.0005) || text === '') return text;
  return text.repeat(Math.ceil(random.int(LARGEST, LARGEST_EVER) / text.length)).slice(0, LARGEST_EVER);
}

/** Makes the inputs of one run; the same for the same seed and number, in whatever order they are asked for. */
export function createInputs(seed: number): (index: number) => FuzzInput {
  let block = -1;
  let bases: readonly Base[] = [];
  return (index) => {
    const wanted = Math.floor(index / BLOCK);
    if (wanted !== block) bases = generateTree(seedOf(seed, wanted), BASES);
    block = wanted;
    const random = createRandom(seedOf(seed ^ 0x5eed, index));
    const base = random.chance(0.1) ? exampleFile(random) : random.pick(bases);
    const content = mutate(random, base.content, random.pick(bases).content);
    return {
      path: random.chance(0.5) ? base.path : random.pick(PATHS),
      surface: base.surface,
      content: enlarge(random, contain(random, content)),
    };
  };
}
