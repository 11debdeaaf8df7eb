import type { Place } from '../../src/github/place.ts';
import { placePath, placeVersion } from '../../src/github/place.ts';
import { PEOPLE, SECRETS, SURFACES } from './catalogue.ts';
import type { SeededCredential } from './credentials.ts';
import type { Row } from './insert-rows.ts';
import type { Plan } from './plan.ts';
import type { Random } from './random.ts';
import type { SeededRepository } from './repositories.ts';

const DAY_MS = 86_400_000;
/** One credential is copied everywhere: every list must bear it. */
const WIDEST_SHARE = 0.01;

/** Places that are no file, with their shares. */
const PLACES: readonly (readonly [weight: number, (random: Random) => Place])[] = [
  [
    4,
    (random) => ({
      kind: 'variable',
      family: 'actions',
      scope: random.chance(0.2) ? 'organization' : 'repository',
      name: `${random.pick(SECRETS)}_${random.int(1, 99)}`,
    }),
  ],
  [
    3,
    (random) => ({
      kind: 'log',
      run: random.int(1e6, 9e6),
      attempt: 1,
      job: 'agent',
      step: 'Start the server',
    }),
  ],
  [
    1,
    (random) => ({ kind: 'artifact', run: random.int(1e6, 9e6), artifact: 'debug', file: 'mcp-trace.json' }),
  ],
  [
    4,
    (random) => ({
      kind: 'thread',
      thread: random.pick(['issue', 'issue-comment', 'pull-request', 'review-comment', 'discussion']),
      id: String(random.int(1, 1e6)),
      node: `I_${random.hex(18)}`,
      number: random.int(1, 4000),
      author: random.pick(PEOPLE),
    }),
  ],
  [1, (random) => ({ kind: 'alert', number: random.int(1, 100_000) })],
];

/** How many places each credential has: one, and of the rest most go to few. */
function shareOut(random: Random, { credentials, exposures }: Plan): readonly number[] {
  const counts = Array.from({ length: credentials }, () => 1);
  const widest = Math.floor(exposures * WIDEST_SHARE);
  const spread = Math.max(0, exposures - credentials - widest);
  counts[Math.floor(credentials / 2)] = 1 + Math.min(widest, Math.max(0, exposures - credentials));
  for (let left = spread; left > 0; left -= 1) {
    const at = Math.floor(random.fraction() ** 2 * credentials);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

function whereOf(random: Random) {
  if (random.chance(0.88)) {
    const { surface, path, slot } = random.weighted(SURFACES);
    const isHistory = random.chance(0.35);
    return {
      kind: 'commit',
      commit_sha: random.hex(40),
      path: random.chance(0.4) ? `services/${random.int(1, 40)}/${path}` : path,
      place: null,
      surface,
      slot,
      history: isHistory,
      at_head: isHistory ? random.chance(0.3) : random.chance(0.5),
    };
  }
  const place = random.weighted(PLACES)(random);
  return {
    kind: place.kind,
    commit_sha: placeVersion(place),
    path: placePath(place),
    place,
    surface: place.kind === 'variable' ? 'actions-variable' : 'generic',
    slot: place.kind === 'variable' ? 'env' : 'header',
    history: false,
    at_head: null,
  };
}

/**
 * The places of each credential: the first where and when it was found, the others later and elsewhere. Two that fell on
 * the same place stand on lines of their own.
 *
 * @param seen told of each, in the order of the credentials
 */
export function* exposureRows(
  random: Random,
  plan: Plan,
  all: readonly SeededCredential[],
  homes: readonly SeededRepository[],
  seen: (id: string, credential: SeededCredential, at: number) => void,
): Generator<Row> {
  const counts = shareOut(random, plan);
  for (const [index, credential] of all.entries()) {
    const { createdAt } = credential;
    for (let nth = 0; nth < (counts[index] ?? 1); nth += 1) {
      const id = random.uuid();
      const left = plan.now.getTime() - createdAt;
      const at =
        nth === 0 ? createdAt : createdAt + Math.floor(random.fraction() ** 3 * Math.min(left, 60 * DAY_MS));
      const home = nth === 0 || random.chance(0.6) ? credential.home : random.pick(homes);
      const column = random.int(5, 40);
      seen(id, credential, at);
      yield {
        id,
        credential_id: credential.id,
        repository_id: home.id,
        ...whereOf(random),
        start_line: nth + 1,
        start_column: column,
        end_line: nth + 1,
        end_column: column + credential.kind.length,
        server: credential.server,
        key: random.chance(0.7) ? random.pick(SECRETS) : 'Authorization',
        confidence: credential.kind.prefix === '' ? 'high' : 'exact',
        author: random.pick(PEOPLE),
        crowd: '',
        seen_at: new Date(at),
      };
    }
  }
}
