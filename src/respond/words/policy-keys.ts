import { deadlineFor, durationText } from '../../policy/deadlines.ts';
import { revokeModeFor } from '../../policy/merge-revoke.ts';
import {
  DEFAULT_BREAKER,
  type IgnoreRule,
  type Policy,
  type RegisteredServer,
  type RotateRule,
  type RotateTarget,
} from '../../policy/policy.ts';
import { SEVERITIES } from '../../policy/severity.ts';
import { code } from '../markdown.ts';
import { count } from './count.ts';
import { governanceWords } from './policy-governance.ts';

/** What each word of a key means, in the present tense: it serves for what would be as well as for what is. */
const MEANINGS = {
  mode: {
    observe: 'Checks report and do not fail, and nothing is revoked.',
    enforce: 'Checks fail for what leaks, and leaked credentials are revoked as `revoke` says.',
  },
  scope: {
    mcp: 'Only credentials of MCP count; others are not reported.',
    all: 'Every known format of a credential counts, also in what has nothing to do with MCP.',
  },
  variables: {
    report: 'Actions variables that hold a credential are reported and stay.',
    quarantine: 'An Actions variable that holds a credential is moved into a secret.',
  },
  logs: {
    keep: 'Logs that show a credential stay.',
    delete: 'The logs of a run that show a credential are deleted.',
  },
  artifacts: {
    ignore: 'Artifacts of workflow runs are not read.',
    scan: 'Artifacts of workflow runs are read.',
  },
  fix: {
    off: 'No replacement is offered.',
    suggest: 'Replacements are suggested on the lines of pull requests.',
    pull_request:
      'Replacements are suggested on the lines of pull requests, and one pull request replaces what stands on the default branch.',
  },
} as const;

const MODE_MEANINGS = {
  auto: 'is revoked at once',
  ask: 'waits for approval',
  never: 'is left alive',
} as const;

const NAMES_MAX = 5;
const RULES_MAX = 10;

type Sentences = (before: Policy, after: Policy) => readonly string[];

const arrow = (key: string, before: string, after: string, meaning: string) =>
  `\`${key}\`: ${code(before)} → ${code(after)}. ${meaning}`;

function words(key: keyof typeof MEANINGS): Sentences {
  return (before, after) => {
    const meanings: Readonly<Record<string, string>> = MEANINGS[key];
    return [arrow(key, before[key], after[key], meanings[after[key]] ?? '')];
  };
}

function named(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_MAX).map((name) => code(name, 80));
  const more = names.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Which entries of a list came, went, or changed; entries are told apart by what they are called. */
function entries<T>(
  key: string,
  before: readonly T[],
  after: readonly T[],
  nameOf: (entry: T) => string,
): string {
  const texts = (list: readonly T[]) => new Map(list.map((entry) => [nameOf(entry), JSON.stringify(entry)]));
  const [old, now] = [texts(before), texts(after)];
  const added = [...now.keys()].filter((name) => !old.has(name));
  const removed = [...old.keys()].filter((name) => !now.has(name));
  const changed = [...now].filter(([name, text]) => old.has(name) && old.get(name) !== text);
  const parts = [
    ...(added.length > 0 ? [`${count(added.length, 'entry', 'entries')} added (${named(added)})`] : []),
    ...(removed.length > 0 ? [`${removed.length} removed (${named(removed)})`] : []),
    ...(changed.length > 0 ? [`${changed.length} changed (${named(changed.map(([name]) => name))})`] : []),
  ];
  return `\`${key}\`: ${parts.length > 0 ? parts.join(', ') : 'in another order'}.`;
}

const revoke: Sentences = (before, after) => {
  const environments = [...new Set([...Object.keys(before.revoke), ...Object.keys(after.revoke)])];
  const changed = environments.filter(
    (one) => revokeModeFor(before.revoke, one) !== revokeModeFor(after.revoke, one),
  );
  const sentences = changed.map((environment) => {
    const to = revokeModeFor(after.revoke, environment);
    const where = environment === 'default' ? 'any environment that is not named' : code(environment, 64);
    const from = code(revokeModeFor(before.revoke, environment));
    const when = after.mode === 'observe' && to !== 'never' ? ', once `mode` is `enforce`' : '';
    return `\`revoke\` in ${where}: ${from} → ${code(to)}. What leaks there ${MODE_MEANINGS[to]}${when}.`;
  });
  return sentences.length > 0 ? sentences : ['`revoke`: said otherwise, with the same effect.'];
};

const ruleName = ({ path, reason, until }: IgnoreRule) => JSON.stringify([path, reason, until]);

const ignore: Sentences = (before, after) => {
  const [old, now] = [new Set(before.ignore.map(ruleName)), new Set(after.ignore.map(ruleName))];
  const sentences = [
    ...after.ignore
      .filter((rule) => !old.has(ruleName(rule)))
      .map(({ path, until }) => `\`ignore\`: a new rule for ${code(path, 100)}, until ${until}.`),
    ...before.ignore
      .filter((rule) => !now.has(ruleName(rule)))
      .map(({ path, until }) => `\`ignore\`: the rule for ${code(path, 100)} until ${until} is gone.`),
  ];
  const more = sentences.length - RULES_MAX;
  if (sentences.length === 0) return ['`ignore`: in another order.'];
  return more > 0
    ? [...sentences.slice(0, RULES_MAX), `\`ignore\`: ${count(more, 'more change')}.`]
    : sentences;
};

const approversOf = ({ approvers }: Policy) =>
  approvers ? named(approvers) : 'whoever has `admin` on the repository';

function targetName(target: RotateTarget): string {
  if (target.kind === 'variable') return 'its variable';
  return target.kind === 'secret' ? target.name : target.path;
}

const rotateName = ({ provider, target, everySeconds }: RotateRule) =>
  `${provider} → ${targetName(target)}${everySeconds === undefined ? '' : ` every ${durationText(everySeconds)}`}`;

type IssuePolicy = Policy['issues'];

/** Each key of `issues`. */
const ISSUE_WORDS: Readonly<Record<string, (issues: IssuePolicy) => string>> = {
  repository: ({ repository }) =>
    `issues go to ${repository === undefined ? 'the repository of the leak' : code(repository)}`,
  labels: ({ labels }) => (labels.length > 0 ? named(labels) : 'none'),
  assign: ({ assign }) =>
    assign === 'none' ? 'nobody is assigned' : 'the owner of the credential is assigned',
  public: ({ public: inPublic }) =>
    inPublic === 'advisory'
      ? 'what lives is told in a draft advisory that the public cannot read'
      : 'what lives is told the public in neutral words',
};

const issueValue = (policy: Policy, key: string) =>
  JSON.stringify(Object.getOwnPropertyDescriptor(policy.issues, key)?.value);

const issues: Sentences = (before, after) =>
  [...new Set([...Object.keys(before.issues), ...Object.keys(after.issues)])]
    .filter((key) => issueValue(before, key) !== issueValue(after, key))
    .map((key) => `\`issues.${key}\`: ${ISSUE_WORDS[key]?.(after.issues) ?? 'changes'}.`);

const viewersOf = ({ dashboard }: Policy) =>
  dashboard ? named(dashboard.viewers) : 'the owners of the organisation';

const limitsOf = ({ breaker = DEFAULT_BREAKER }: Policy) =>
  `${count(breaker.credentials, 'live credential')} within ${count(breaker.minutes, 'minute')}`;

/** Each severity whose time differs, the worst first. */
const deadlines: Sentences = (before, after) =>
  SEVERITIES.filter((severity) => deadlineFor(before, severity) !== deadlineFor(after, severity)).map(
    (severity) =>
      `\`deadlines.${severity}\`: what waits for a person is overdue after ${durationText(deadlineFor(after, severity))} (was ${durationText(deadlineFor(before, severity))}).`,
  );

const escalation: Sentences = (_, { escalation: { team, webhook } = {} }) => [
  `\`escalation\`: at twice the deadline ${team === undefined ? 'the owner is called' : `${code(team)} is called`}${
    webhook === undefined ? '' : `, and ${code(webhook, 200)} is told`
  }.`,
];

const KEY_WORDS: Readonly<Record<string, Sentences>> = {
  mode: words('mode'),
  scope: words('scope'),
  ignore,
  revoke,
  approvers: (_, after) => [`\`approvers\`: who may decide is ${approversOf(after)}.`],
  variables: words('variables'),
  logs: words('logs'),
  artifacts: words('artifacts'),
  fix: words('fix'),
  issuers: (before, after) => [entries('issuers', before.issuers, after.issuers, ({ issuer }) => issuer)],
  servers: (before, after) => [
    entries('servers', before.servers, after.servers, ({ name }: RegisteredServer) => name),
  ],
  rotate: (before, after) => [entries('rotate', before.rotate ?? [], after.rotate ?? [], rotateName)],
  issues,
  breaker: (_, after) => [`\`breaker\`: revocations pause after ${limitsOf(after)}.`],
  deadlines,
  escalation,
  governance: governanceWords,
  dashboard: (_, after) => [
    `\`dashboard.viewers\`: the dashboard opens for ${viewersOf(after)}, and for whom \`approvers\` names.`,
  ],
  dry_run: (_, { dryRun = false }) => [
    dryRun
      ? '`dry_run`: with `mode: observe` providers are asked whether they would accept the revocation.'
      : '`dry_run`: no provider is asked while `mode` is `observe`.',
  ],
};

/** Whether a key of the policy file, or one inside `issues`, has words of its own; see the test. */
export function hasOwnWords(key: string, inside?: string): boolean {
  return Object.hasOwn(KEY_WORDS, key) && (inside === undefined || Object.hasOwn(ISSUE_WORDS, inside));
}

/** What the change of a key means, as safe Markdown, one sentence for each. */
export function changeWords(key: string, before: Policy, after: Policy): readonly string[] {
  const own = Object.hasOwn(KEY_WORDS, key) ? KEY_WORDS[key]?.(before, after) : undefined;
  return own !== undefined && own.length > 0 ? own : [`${code(key)} changes.`];
}
