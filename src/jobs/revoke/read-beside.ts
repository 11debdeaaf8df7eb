import { createHash } from 'node:crypto';
import { unseal } from '../../base/keys.ts';
import type { Secret } from '../../base/secret.ts';
import type { LeakedBeside, LeakedCredential, Trust } from '../../broker/broker.ts';
import type { IncidentState } from '../../inventory/state.ts';
import type { JobContext } from '../queue/context.ts';

type SecretPart = Exclude<keyof LeakedBeside, 'registrationUri'>;

/** The parts of an OAuth token cache, by type. */
const PARTS: Readonly<Record<string, SecretPart>> = {
  'mcp-access-token': 'accessToken',
  'mcp-refresh-token': 'refreshToken',
  'mcp-client-secret': 'clientSecret',
  'mcp-registration-token': 'registrationToken',
};
/** Policy or a person may keep a part alive, which then is not touched for another's sake. */
const MAY_END: ReadonlySet<IncidentState> = new Set(['found', 'revoking', 'accepted_unverified']);
/** A client's secret is not ended here, only shown: it is known to the world already. */
const MAY_SHOW: ReadonlySet<IncidentState> = new Set([
  ...MAY_END,
  'manual_required',
  'unsupported',
  'failed',
]);

/** mcp-remote names its files after the MD5 of the server's URL: `HASH_tokens.json`, `HASH_client_info.json`. */
const MCP_REMOTE = /^(?<home>(?:.*\/)?(?<hash>[\da-f]{32})_)(?:tokens|client_info)\.json$/;
const MAX_PLACES = 20;
const MAX_PARTS = 50;

/** What the other parts of a leaked token cache add to one of them. */
export type FromCache = Pick<LeakedCredential, 'beside' | 'serverUrl' | 'clientId'>;

/** The incident's own facts. */
export interface CachePart {
  readonly id: string;
  readonly provider: string;
  readonly type: string;
  readonly server_url: string | null;
  readonly client_id: string | null;
}

async function readPlaces({ db }: Pick<JobContext, 'db'>, incidentId: string, repositoryId: number) {
  return await db
    .selectFrom('exposures')
    .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
    .select(['commit_sha', 'path', 'server'])
    .distinct()
    .where('incidents.id', '=', incidentId)
    .where('repository_id', '=', repositoryId)
    .limit(MAX_PLACES)
    .execute();
}

type Places = Awaited<ReturnType<typeof readPlaces>>;

/** Files of one cache: the file itself, and for mcp-remote the one beside it. */
function filesOf(path: string): readonly string[] {
  const home = MCP_REMOTE.exec(path)?.groups?.['home'];
  return home === undefined ? [path] : [`${home}tokens.json`, `${home}client_info.json`];
}

/** What is not known contradicts nothing. */
const isSame = (one: string | null, other: string | null) => one === null || other === null || one === other;

async function readParts(
  { db }: Pick<JobContext, 'db'>,
  part: CachePart,
  places: Places,
  repositoryId: number,
) {
  const rows = await db
    .selectFrom('exposures')
    .innerJoin('credentials', 'credentials.id', 'exposures.credential_id')
    .innerJoin('incidents', 'incidents.credential_id', 'credentials.id')
    .select(['incidents.id', 'type', 'state', 'sealed', 'client_id', 'server_url', 'key_id'])
    .select(['commit_sha', 'path', 'exposures.server'])
    .distinct()
    .where('provider', '=', 'mcp')
    .where('type', 'in', Object.keys(PARTS))
    .where('incidents.id', '!=', part.id)
    .where('repository_id', '=', repositoryId)
    .where('path', 'in', [...new Set(places.flatMap(({ path }) => filesOf(path)))])
    .where('commit_sha', 'in', [...new Set(places.map(({ commit_sha: commit }) => commit))])
    .limit(MAX_PARTS)
    .execute();
  const isTogether = (row: (typeof rows)[number]) =>
    places.some(
      (place) =>
        place.commit_sha === row.commit_sha &&
        place.server === row.server &&
        filesOf(place.path).includes(row.path),
    );
  return rows.filter(
    (row) =>
      isTogether(row) && isSame(row.client_id, part.client_id) && isSame(row.server_url, part.server_url),
  );
}

/** The registered server after which mcp-remote named the file. */
function serverByHash(places: Places, { servers }: Trust): string | undefined {
  const hashes = new Set(places.map(({ path }) => MCP_REMOTE.exec(path)?.groups?.['hash']));
  return servers.find(({ url }) => hashes.has(createHash('md5').update(url).digest('hex')))?.url;
}

/**
 * Finds what leaked in the same place as a part of an OAuth token cache and belongs to the same client and server. A
 * kind of which several stand there is left out: it is not known which of them belongs.
 */
export async function readBeside(
  context: Pick<JobContext, 'db' | 'keys'>,
  part: CachePart,
  repositoryId: number,
  trust: Trust,
): Promise<FromCache> {
  const isPart = part.provider === 'mcp' && (Object.hasOwn(PARTS, part.type) || part.type === 'mcp-bearer');
  if (!isPart) return {};
  const places = await readPlaces(context, part.id, repositoryId);
  if (places.length === 0) return {};
  const rows = await readParts(context, part, places, repositoryId);
  const found: Partial<Record<SecretPart, Secret>> = {};
  let registrationUri: string | null = null;
  for (const [type, all] of Map.groupBy(rows, (row) => row.type)) {
    const name = PARTS[type];
    const [first, ...more] = [...new Map(all.map((row) => [row.id, row])).values()];
    if (name === undefined || !first?.sealed || more.length > 0) continue;
    if (!(name === 'clientSecret' ? MAY_SHOW : MAY_END).has(first.state)) continue;
    found[name] = unseal(context.keys, first.sealed, first.id);
    if (name === 'registrationToken') registrationUri = first.key_id;
  }
  const clientIds = new Set(rows.flatMap((row) => row.client_id ?? []));
  const [clientId] = clientIds.size === 1 ? clientIds : [];
  const serverUrl = part.server_url === null ? serverByHash(places, trust) : undefined;
  return {
    beside: { ...found, ...(registrationUri === null ? {} : { registrationUri }) },
    ...(clientId === undefined ? {} : { clientId }),
    ...(serverUrl === undefined ? {} : { serverUrl }),
  };
}
