import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { PROVIDER_PAGES } from '../src/broker/adapters/manual.ts';
import { TYPE_PAGES } from '../src/broker/adapters/manual/type-pages.ts';
import type { ProviderRecord, RequestTemplate, Way } from '../src/broker/adapters/record.ts';
import { isMarked } from '../src/broker/adapters/record/is-marked.ts';
import { PROVIDER_RECORDS } from '../src/broker/adapters/records/all-records.ts';

/** Whose credentials are asked about together with a name from the text. */
const PAIRED = PROVIDER_RECORDS.filter(({ keyId, members }) => keyId !== undefined || members !== undefined)
  .map(({ name }) => name)
  .join(', ');

/** Whose values say nothing of whose they are, at least in one form. */
const UNMARKED = PROVIDER_RECORDS.filter(
  ({ keyId, values }) => keyId === undefined && !values.every((form) => isMarked(form)),
);
const NAMELESS = [...new Set(UNMARKED.map(({ name }) => name))].join(', ');

const CLASSES: Readonly<Record<ProviderRecord['class'], string>> = {
  self: 'the leaked value is enough',
  self_if_scoped: 'the leaked value if it has the right',
  admin: "the operator's credential",
};

const BLASTS: Readonly<Record<ProviderRecord['blast'], string>> = {
  token: 'nothing else',
  grant: 'the whole grant',
  installation: 'the installation',
  all_user_tokens: "the user's other tokens",
};

const VERIFIED: Readonly<Record<ProviderRecord['verified'], string>> = {
  documentation: 'documented',
  code: 'public code',
};

const show = ({ method, path }: RequestTemplate): string => `\`${method} ${path}\``;

/** How the entry is found that is the leaked credential. */
function showFinding({ find = [] }: Way): string {
  const match = find.find(({ list }) => list)?.list?.match;
  if (!match) return find.length > 0 ? ', id from the answer about the credential itself' : '';
  if ('value' in match) return ', id by equal value';
  if ('equals' in match) return ', id by an id that is known';
  return 'only' in match ? ', id if it is the only one' : ', id if one mask of the whole list fits';
}

function showWay(way: Way): string {
  const verb = way.reversible ? ' disables' : '';
  const rehearsal = way.dryRun ? ' after a dry run' : '';
  return `${show(way.act.request)}${verb}${rehearsal}${showFinding(way)}`;
}

function showProof({ probe, proof }: ProviderRecord): string {
  if (probe) return show(probe.request);
  return proof ? `${show(proof.request)}, again` : 'none';
}

function showLimit({ rateLimit }: ProviderRecord): string {
  if (!rateLimit) return 'as its 429 says';
  const { requests, perMs } = rateLimit;
  return `${requests} in ${perMs >= 3_600_000 ? `${perMs / 3_600_000} h` : `${perMs / 60_000} min`}`;
}

function showDescription({ describe }: ProviderRecord): string {
  if (!describe) return 'nothing';
  const { owner, environment, scopes, issuedAt, expiresAt, lastUsedAt } = describe;
  const told = {
    owner,
    place: environment,
    scopes,
    issued: issuedAt,
    expiry: expiresAt,
    'last use': lastUsedAt,
  };
  return Object.entries(told)
    .flatMap(([name, place]) => (place === undefined ? [] : [name]))
    .join(', ');
}

function showClass({ class: kind, ways }: ProviderRecord): string {
  const hasOther = kind !== 'admin' && ways.some(({ by }) => by === 'admin');
  return `${CLASSES[kind]}${hasOther ? ", else the operator's credential" : ''}`;
}

function showHosts({ origins, selfHosted }: ProviderRecord): string {
  const [first, ...others] = origins.map((origin) => origin.replace('https://', ''));
  const pinned = others.length === 0 ? first : `${first} and ${others.length} other sites`;
  const own = selfHosted === 'listed' ? "the operator's own" : 'listed by the operator';
  return [pinned, selfHosted ? own : undefined].filter(Boolean).join(' or ');
}

function row(record: ProviderRecord): string {
  const ways = [...new Set(record.ways.map(showWay))].join('<br>');
  return [
    '',
    record.name,
    record.types.map((type) => `\`${type}\``).join(' '),
    showHosts(record),
    showClass(record),
    ways,
    showProof(record),
    showDescription(record),
    showLimit(record),
    BLASTS[record.blast],
    record.ways.some(({ reversible }) => reversible) ? 'yes' : 'no',
    `[${VERIFIED[record.verified]}](${record.docs})`,
    '',
  ]
    .join(' | ')
    .trim();
}

/** `docs/adapters.md`: what the broker does at which provider, from the records themselves. */
export function adapterTable(): Promise<string> {
  const providers = new Set(PROVIDER_RECORDS.map(({ provider }) => provider));
  const byHand = PROVIDER_PAGES.filter(({ id }) => !providers.has(id));
  const shared = PROVIDER_RECORDS.filter(
    ({ ways, provider }, index) =>
      ways[0]?.act.bulk && PROVIDER_RECORDS.findIndex((one) => one.provider === provider) === index,
  );
  const text = `# What the broker does at which provider

Written by \`node scripts/write-adapter-table.ts\` from \`src/broker/adapters/records/\`; a test compares the two.

${PROVIDER_RECORDS.length} records for ${providers.size} providers act. Every one is proved against a fake of its provider
(\`test/unit/broker/fakes/\`) that holds credentials of three owners and must lose exactly the leaked one. A revocation
counts only when a later question, the column "proof", shows that the credential is dead. The refusal of a pair, a secret with the
name that stands beside it (${PAIRED}), counts only after the two were seen
accepted together, that of a value whose form says nothing of who issued it (of ${NAMELESS})
only after it was seen accepted, and that of an address that stands beside the value never alone
([why](decisions/0023-what-proves-an-oauth-token-dead.md)).

No provider was called while these were written: "documented" means that the requests stand in the provider's own
documentation, "public code" that they are known from public client code. What is assumed beside that is
[below](#what-is-assumed).

${shared.map(({ name, ways }) => `${name} takes up to ${String(ways[0]?.act.bulk?.max)}`).join(', ')} credentials in one request. Credentials that
leak together share one: the first is sent at once, the others gather for 200 ms. Each is looked at on its own before and
after, and a list that is refused is sent again in halves, so that one bad value takes no other with it.

| provider | types | host | whose authority | request | proof | it tells | limit | dies with it | can be undone | source |
| -------- | ----- | ---- | --------------- | ------- | ----- | -------- | ----- | ------------ | ------------- | ------ |
${PROVIDER_RECORDS.map(row).join('\n')}

## What is assumed

| provider | sentence |
| -------- | -------- |
${PROVIDER_RECORDS.flatMap(({ name, assumed }) => (assumed === undefined ? [] : [`| ${name} | ${assumed} |`])).join('\n')}

## Where a person acts

For these ${byHand.length} providers, and for types that stand in no record, the issue names the page and says what to
click and what dies with it: ${byHand
    .map(({ id }) => id)
    .toSorted()
    .join(', ')}.

${TYPE_PAGES.length} types have a page of their own: ${TYPE_PAGES.map(({ id }) => `\`${id}\``).join(', ')}.
`;
  return format(text, { parser: 'markdown', printWidth: 110, singleQuote: true });
}

if (import.meta.main) writeFileSync(new URL('../docs/adapters.md', import.meta.url), await adapterTable());
