import { NO_ADMIN } from '../admin.ts';
import type { LeakedCredential } from '../broker.ts';
import type { Plan } from '../plan.ts';
import { findRotatePage } from './manual.ts';
import type { ProviderRecord, RequestTemplate, Way } from './record.ts';
import { fill, UnfitValue } from './record/fill-request.ts';
import { isLookable, type RecordOptions } from './record/open-session.ts';
import { findSites } from './record/sites.ts';
import { addAdmin, addAdminSecrets, readValues } from './record/values.ts';

/** What planning needs of a broker's options. */
export type PlanOptions = Pick<RecordOptions, 'admin' | 'bases' | 'operatorOrigins'> & {
  /** What the operator's credentials are is not known here: a broker of its own has them, or not. */
  readonly mayHaveAdmin?: true;
};

/** What nobody but a person can do. Nothing is sent anywhere. */
export function planManual({ provider, type }: Pick<LeakedCredential, 'provider' | 'type'>): Plan {
  const url = findRotatePage(provider, type)?.url;
  return {
    action: 'manual',
    adapter: 'manual',
    reversible: false,
    sentTo: [],
    dryRun: false,
    ...(url === undefined ? {} : { pageUrl: url }),
  };
}

const asIs = (value: string): string => value;

/** The origins of all requests that may hold the value, when nothing but the value is known. */
function originsOf(
  requests: readonly RequestTemplate[],
  own: readonly string[],
  values: ReadonlyMap<string, string>,
  bases: ReadonlyMap<string, string>,
): readonly string[] {
  const templates = requests.flatMap(({ origin }) => origin ?? own);
  const origins = templates.flatMap((template) => {
    try {
      return [fill(template, values, asIs)];
    } catch (error) {
      // A part that only the provider's answer or the operator tells.
      if (error instanceof UnfitValue) return [template.replaceAll(/\{[^}]*\}/g, '*')];
      throw error;
    }
  });
  const shown = origins.map((origin) => URL.parse(bases.get(origin) ?? origin)?.origin);
  return [...new Set(shown.filter((origin) => origin !== undefined))];
}

function requestsOf({ probe, proof }: ProviderRecord, ways: readonly Way[]): readonly RequestTemplate[] {
  const finds = ways.flatMap(({ find = [] }) => find.map(({ request }) => request));
  const acts = ways.flatMap(({ dryRun, act }) => [...(dryRun ? [dryRun.request] : []), act.request]);
  return [...[probe, proof].flatMap((one) => (one ? [one.request] : [])), ...finds, ...acts];
}

/** Whether the operator's credential is there; undefined where that is not known. */
function hasAdmin(
  record: ProviderRecord,
  { scope }: LeakedCredential,
  { admin = NO_ADMIN, mayHaveAdmin }: PlanOptions,
  values: Map<string, string>,
): boolean | undefined {
  if (mayHaveAdmin) return undefined;
  const known = admin.find(record.provider, scope);
  return (
    known !== undefined &&
    addAdmin(record, known, values) &&
    addAdminSecrets(record, (provider) => admin.find(provider, scope), values)
  );
}

function needsOf(record: ProviderRecord, way: Way, admin: boolean | undefined): Pick<Plan, 'needs'> {
  // Which one it is at the provider, its operator knows as well.
  const isOperators = way.by === 'admin' || record.credentialId !== undefined;
  if (isOperators && admin === undefined) return { needs: 'operator' };
  return record.class === 'self_if_scoped' && way.by === 'token' ? { needs: 'own_right' } : {};
}

/** What the engine of the records would do with `safest`, from what it knows before its first request. */
export function planRecord(record: ProviderRecord, options: PlanOptions, credential: LeakedCredential): Plan {
  const values = readValues(record, credential)?.values;
  const sites = findSites(record, credential, options.operatorOrigins ?? {});
  if (!values || !sites) return planManual(credential);
  const admin = hasAdmin(record, credential, options, values);
  const bases = options.bases ?? new Map<string, string>();
  const ways = record.ways.filter(({ by }) => by !== 'admin' || admin !== false);
  const [way] = ways;
  const hasId = record.credentialId === undefined || values.has('credentialId') || options.mayHaveAdmin;
  if (!way || !hasId || (record.class === 'admin' && admin === false)) {
    const looks = record.probe && isLookable(record, sites.origins[0] ?? '') ? [record.probe.request] : [];
    return { ...planManual(credential), sentTo: originsOf(looks, sites.origins, values, bases) };
  }
  const { name, provider, blast, rotateUrl } = record;
  return {
    action: way.reversible ? 'disable' : 'revoke',
    adapter: provider,
    provider: name,
    reversible: way.reversible === true,
    ...needsOf(record, way, admin),
    sentTo: originsOf(requestsOf(record, ways), sites.origins, values, bases),
    blast,
    dryRun: way.dryRun !== undefined,
    ...(rotateUrl === undefined ? {} : { pageUrl: rotateUrl }),
  };
}
