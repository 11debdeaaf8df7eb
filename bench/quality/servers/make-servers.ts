import type { Sheet } from '../sheet.ts';
import type { Dialect } from '../values/references.ts';
import { LOCAL } from './local-servers.ts';
import type { Recipe, Weighted } from './recipe.ts';
import { bridged, REMOTE } from './remote-servers.ts';
import type { Server } from './server.ts';

const spread = (recipes: Weighted): readonly Recipe[] =>
  recipes.flatMap(([recipe, times]) => Array.from({ length: times }, () => recipe));

const STARTED = spread([...LOCAL, [bridged, 4]]);
const ADDRESSED = spread(REMOTE);

/** What a client can be told about. */
export interface Abilities {
  readonly dialect: Dialect;
  /** Whether the client reaches servers by URL; a bridge stands for them otherwise. */
  readonly remote?: boolean;
  /** Whether it starts servers by a command. */
  readonly local?: boolean;
}

export function makeServer(sheet: Sheet, { dialect, remote = true, local = true }: Abilities): Server {
  const { random } = sheet;
  const reached = remote && (!local || random.chance(0.4));
  return random.pick(reached ? ADDRESSED : STARTED)(sheet, dialect);
}

/** One to eight servers with different names. */
export function makeServers(sheet: Sheet, abilities: Abilities, max = 8): readonly Server[] {
  const { random } = sheet;
  const count = random.pick([1, 1, 2, 2, 3, random.int(1, max)]);
  const names = new Set<string>();
  return Array.from({ length: Math.min(count, max) }, () => {
    const server = makeServer(sheet, abilities);
    let { name } = server;
    for (let number = 2; names.has(name); number++) name = `${server.name}-${number}`;
    names.add(name);
    return { ...server, name };
  });
}
