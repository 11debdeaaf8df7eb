import type { VariablePlace } from '../../github/place.ts';
import type { RepositoryRef } from '../../github/types.ts';
import type { Observation } from '../../inventory/observation.ts';
import { leaveVariable, type VariableScope } from '../../inventory/variable-exposures.ts';
import { readWorkflows } from '../../sources/variables/read-workflows.ts';
import { variableReaders } from '../../sources/variables/variable-readers.ts';
import { variableReach } from '../../sources/variables/variable-reach.ts';
import type { Trx } from '../../store/transaction.ts';
import { actOnFindings } from '../judge/act-on-findings.ts';
import { forgetLists, keepList, keepVariables } from './known-variables.ts';
import type { EnvironmentReadings } from './read-environment-variables.ts';
import { isShared, type VariableReader, type VariableReading } from './read-variable-list.ts';
import { sendReports } from '../report/send-reports.ts';

/** What was read, and in whose name it is recorded. */
export interface VariableRecord {
  readonly installationId: number;
  /** For an organisation's own list: one of the repositories that see it. */
  readonly repository: RepositoryRef;
  /** The commit at which workflows are looked at; the default branch when absent. */
  readonly head?: string | undefined;
  readonly readings: readonly VariableReading[];
}

const NO_ENVIRONMENTS: EnvironmentReadings = { readings: [], goneLists: [], goneVariables: [] };

/** Adds which workflows read the variables, and how many repositories see those of an organisation. */
async function withReaders(
  { octokit }: VariableReader,
  { repository, head, readings }: VariableRecord,
): Promise<readonly Observation[]> {
  const seen = readings.flatMap((reading) => reading.seen);
  if (seen.length === 0) return [];
  const workflows = await readWorkflows(octokit, repository, head ?? '');
  const reach = new Map<string, number | undefined>();
  for (const { place } of seen)
    if (place.scope === 'organization' && !reach.has(`${place.family}/${place.name}`)) {
      const visibility = readings.find(({ seen: own }) =>
        own.some((one) => one.place === place),
      )?.visibilities;
      reach.set(
        `${place.family}/${place.name}`,
        await variableReach(octokit, repository.owner, place, visibility?.get(place.name)),
      );
    }
  return seen.map((observation) => {
    const { place } = observation;
    const readers = variableReaders(workflows, place);
    const repositories = reach.get(`${place.family}/${place.name}`);
    const whole: VariablePlace = {
      ...place,
      ...(readers.length > 0 ? { readers } : {}),
      ...(place.scope === 'organization' && repositories !== undefined ? { repositories } : {}),
    };
    return { ...observation, place: whole };
  });
}

/** Keeps the state of one list, and says of what its variables held before that they hold it no longer. */
async function keepReading(trx: Trx, reader: VariableReader, reading: VariableReading): Promise<string[]> {
  const { context, owner, by } = reader;
  const { judged, gone, path, pages, seen } = reading;
  const { rules } = by;
  const shared = isShared(reading.list, owner);
  const everywhere = { ...owner, repositoryId: 0 };
  const own = shared ? judged.filter(({ holds }) => holds) : judged;
  const left = shared ? judged.filter(({ holds, held }) => held && !holds) : [];
  await keepVariables(trx, owner, { rules, judged: own, gone: [...gone, ...left].map((one) => one.path) });
  if (shared)
    await keepVariables(trx, everywhere, { rules, judged: judged.filter(({ holds }) => !holds), gone: [] });
  await keepList(trx, owner, path, { rules, pages, names: [] });
  const scope: VariableScope =
    owner.repositoryId === 0
      ? { installationId: owner.installationId }
      : { installationId: owner.installationId, repositoryId: owner.repositoryId };
  const incidents: string[] = [];
  for (const one of judged.filter(({ held }) => held)) {
    const now = seen.filter((observation) => observation.path === one.path);
    const change = { path: one.path, seen: now, event: 'variable_changed' } as const;
    incidents.push(...(await leaveVariable(trx, context.keys, scope, change)));
  }
  for (const one of gone.filter(({ held }) => held)) {
    const change = { path: one.path, seen: [], event: 'variable_gone' } as const;
    incidents.push(...(await leaveVariable(trx, context.keys, scope, change)));
  }
  return incidents;
}

async function keepEnvironments(
  trx: Trx,
  { context, owner, by }: VariableReader,
  { list, goneLists, goneVariables }: EnvironmentReadings,
): Promise<string[]> {
  if (list) await keepList(trx, owner, list.path, { ...list, rules: by.rules });
  await forgetLists(trx, owner, goneLists);
  const gone = goneVariables.map(({ path }) => path);
  await keepVariables(trx, owner, { rules: by.rules, judged: [], gone });
  const incidents: string[] = [];
  for (const { path } of goneVariables.filter(({ held }) => held)) {
    const change = { path, seen: [], event: 'variable_gone' } as const;
    incidents.push(...(await leaveVariable(trx, context.keys, owner, change)));
  }
  return incidents;
}

/**
 * Records what the lists hold and how they were read, in one transaction: what is kept as known has been acted upon.
 */
export async function recordVariables(
  reader: VariableReader,
  record: VariableRecord,
  environments: EnvironmentReadings = NO_ENVIRONMENTS,
): Promise<void> {
  const { context } = reader;
  const { installationId, repository, readings } = record;
  if (readings.length === 0 && environments.goneLists.length === 0 && !environments.list) return;
  const seen = await withReaders(reader, record);
  const keep = async (trx: Trx): Promise<void> => {
    const incidents = new Set(await keepEnvironments(trx, reader, environments));
    for (const reading of readings)
      for (const id of await keepReading(trx, reader, reading)) incidents.add(id);
    for (const id of incidents) await sendReports(trx, context.queue, id);
  };
  if (seen.length > 0) {
    await actOnFindings(context, { installationId, repository, seen, keep });
    return;
  }
  await context.db.transaction().execute(keep);
  context.queue.wake();
}
