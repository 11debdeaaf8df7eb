import type { Leak, LeakedCredential } from '../../broker/broker.ts';
import type { ReplacementTarget } from '../../inventory/rotation.ts';
import { findRotateRule, fits } from '../../policy/find-rotate-rule.ts';
import type { RotateRule } from '../../policy/policy.ts';
import { readWaiting } from '../../inventory/waiting.ts';
import { isMeant } from '../judge/pin-repositories.ts';
import type { JobContext } from '../queue/context.ts';

/** More places need not be looked at: they all hold one credential. */
const MAX_PLACES = 50;

interface Plan {
  readonly target: ReplacementTarget;
  readonly overlapSeconds: number;
}

async function readPlaces({ db }: JobContext, incidentId: string, repositoryId: number) {
  return db
    .selectFrom('exposures')
    .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
    .select(['exposures.key', 'exposures.server', 'place', 'at_head'])
    .where('incidents.id', '=', incidentId)
    .where('repository_id', '=', repositoryId)
    .orderBy('seen_at')
    .limit(MAX_PLACES)
    .execute();
}

type Places = Awaited<ReturnType<typeof readPlaces>>;

/** Whose variable a place is, where it is one that is to become a secret. */
function variableOf({ place, at_head: atHead }: Places[number]): 'repository' | 'organization' | undefined {
  if (place?.kind !== 'variable' || atHead === false || place.name.includes('[redacted]')) return undefined;
  return place.scope === 'organization' ? 'organization' : 'repository';
}

/** A place as rules name it. What stays a variable is no place for a successor. */
function asNamed(place: Places[number], moves: boolean) {
  const variable = moves ? variableOf(place) : undefined;
  return { key: place.key, server: place.server, ...(variable ? { variable } : {}) };
}

/** A variable that is to become a secret is the place of use itself. */
function fromVariable(places: Places, rule: RotateRule, leak: Leak): ReplacementTarget | undefined {
  const place = places.find((one) => fits(rule, asNamed(one, true)))?.place;
  if (place?.kind !== 'variable') return undefined;
  const { family, scope, environment, name } = place;
  return {
    kind: 'secret',
    family,
    scope,
    owner: leak.owner,
    repository: leak.repository,
    ...(environment === undefined ? {} : { environment }),
    name,
    fromVariable: true,
  };
}

/** Undefined for a repository of somebody else: whoever can write a policy must not reach it. */
function targetOf(rule: RotateRule, places: Places, leak: Leak): ReplacementTarget | undefined {
  const { target } = rule;
  if (target.kind === 'vault') return target;
  if (target.kind === 'variable') return fromVariable(places, rule, leak);
  const { repository: named, ...place } = target;
  const [owner = '', name = ''] = named?.split('/') ?? [leak.owner, leak.repository];
  if (owner.toLowerCase() !== leak.owner.toLowerCase()) return undefined;
  return { ...place, family: 'actions', owner: leak.owner, repository: name };
}

/** A repository that was renamed leaves its name to whoever makes another, which the rule did not mean. */
async function namesWhatItMeant(
  context: JobContext,
  { repositories, target }: RotateRule,
  { installationId, owner, repository }: Leak,
  repositoryId: number,
): Promise<boolean> {
  if (repositories && !(await isMeant(context, installationId, `${owner}/${repository}`, repositoryId)))
    return false;
  const named = target.kind === 'secret' ? target.repository : undefined;
  return named === undefined || isMeant(context, installationId, named);
}

/**
 * Where the successor of a leaked credential shall go: where the organisation's policy says that it is used, which may be
 * the secret that takes the place of the variable in which it leaked. Undefined: nowhere that is known.
 */
export async function planReplacement(
  context: JobContext,
  incidentId: string,
  repositoryId: number,
  credential: LeakedCredential,
  leak: Leak,
): Promise<Plan | undefined> {
  const row = await context.db
    .selectFrom('policies')
    .select('policy')
    .where('repository_id', '=', repositoryId)
    .executeTakeFirst();
  // The broker waits for a person: nothing is issued before he has decided.
  if (!row || row.policy.mode !== 'enforce' || (await readWaiting(context.db, incidentId)) === 'broker')
    return undefined;
  const places = await readPlaces(context, incidentId, repositoryId);
  const leaked = {
    ...credential,
    repository: `${leak.owner}/${leak.repository}`,
    places: places.map((place) => asNamed(place, row.policy.variables === 'quarantine')),
  };
  const rule = findRotateRule(row.policy, leaked);
  if (!rule || !(await namesWhatItMeant(context, rule, leak, repositoryId))) return undefined;
  const target = targetOf(rule, places, leak);
  return target && { target, overlapSeconds: rule.overlapSeconds };
}
