import type { Secret } from '../../base/secret.ts';
import {
  findJobsIn,
  findServersIn,
  redactKnownFormats,
  type JobMention,
  type ServerMention,
} from '../../detect/index.ts';
import type { Measures } from '../../governance/check.ts';
import { checksOf } from '../../governance/checks.ts';
import type { JobRecord, Records, ServerRecord } from '../../governance/records.ts';
import type { Mend } from '../../inventory/report.ts';
import { createScrub } from '../../inventory/scrub.ts';
import { globCovers } from '../../policy/ignore-glob.ts';
import { DEFAULT_GOVERNANCE, type Policy } from '../../policy/policy.ts';
import { SEVERITIES } from '../../policy/severity.ts';
import { registeredAs, registeredFacts } from '../../register/scope.ts';
import type { CommitText } from '../../sources/commit-text.ts';

/** What the text alone shows; the others need what the register holds beside it. */
const FROM_TEXT: ReadonlySet<string> = new Set([
  'unpinned-server',
  'weak-transport',
  'shadow-server',
  'foreign-code',
  'variable-as-secret',
  'static-key',
]);
/** Of these what shows nobody a way in. */
const HARMLESS: ReadonlySet<string> = new Set(['unpinned-server', 'shadow-server', 'static-key']);
const MOST = 50;

type Kept = Mend & { readonly severity: (typeof SEVERITIES)[number] };
type Mention = Pick<ServerMention, 'line'>;

function serverOf(mention: ServerMention, path: string, { servers }: Policy): ServerRecord {
  const { holdsCredential, references, surface: _surface, ...rest } = mention;
  return {
    ...rest,
    id: '',
    repository: '',
    path,
    takesSecret: holdsCredential || references.length > 0,
    owners: [],
    hasRegister: servers.length > 0,
    ...registeredFacts(registeredAs({ servers }, mention.name, mention.url ?? null)),
  };
}

function jobOf(mention: JobMention, path: string): JobRecord {
  const { references, mcp, line: _line, ...rest } = mention;
  const takes = references.map((one) => ({ ...one, mcp }));
  return { ...rest, id: '', name: mention.job, repository: '', path, owners: [], takes };
}

/** Those of which the commit added a line: from where one stands up to the next. */
function touched<M extends Mention>(mentions: readonly M[], text: CommitText): readonly M[] {
  const end = text.content.split('\n').length;
  const starts = mentions.map(({ line }) => line).toSorted((a, b) => a - b);
  return mentions.filter(({ line }) => {
    const next = starts.find((start) => start > line);
    return text.onAddedLines(line, next === undefined ? end : next - 1) !== false;
  });
}

/**
 * What the commits of a push or pull request bring that is worth mending, by the same checks that look at the register, in
 * the texts that are read anyhow. Of a file the newest version counts.
 */
export class MendsOfHead {
  readonly #policy: Policy;
  readonly #measures: Measures;
  readonly #off: ReadonlySet<string>;
  readonly #isOn: boolean;
  readonly #rules: Policy['ignore'];
  readonly #found = new Map<string, readonly Kept[]>();

  /** @param today UTC day */
  constructor(policy: Policy, today: string) {
    const { hygiene, off, maxTokenSeconds } = policy.governance ?? DEFAULT_GOVERNANCE;
    this.#policy = policy;
    this.#isOn = hygiene === 'issues';
    this.#off = new Set(off);
    this.#rules = policy.ignore.filter(({ until }) => until >= today);
    // Nothing that a text alone shows depends on an age.
    this.#measures = { now: new Date(`${today}T00:00:00Z`), maxTokenSeconds, maxAgeDays: 1, unusedDays: 1 };
  }

  /** Looks at one more text; oldest commit first. Of a diff only hunks are known, which show no whole server or job. */
  read(text: CommitText): void {
    const { path } = text;
    if (!this.#isOn || !text.whole || this.#rules.some((rule) => globCovers(rule.path, path))) return;
    const servers = touched(findServersIn(text), text).flatMap((mention) =>
      this.#judge(
        'server',
        serverOf(mention, path, this.#policy),
        text.lineOf(mention.line),
        mention.holdsCredential,
      ),
    );
    const jobs = touched(findJobsIn(text), text).flatMap((mention) =>
      this.#judge('job', jobOf(mention, path), text.lineOf(mention.line), false),
    );
    if (servers.length + jobs.length > 0 || this.#found.has(path))
      this.#found.set(path, [...servers, ...jobs]);
  }

  #judge<K extends 'server' | 'job'>(
    kind: K,
    record: Records[K],
    line: number,
    leaks: boolean,
  ): readonly Kept[] {
    return checksOf(kind).flatMap((check): readonly Kept[] => {
      if (!FROM_TEXT.has(check.id) || this.#off.has(check.id)) return [];
      const hit = check.test(record, this.#measures);
      if (!hit) return [];
      const isDelicate = leaks || !HARMLESS.has(check.id);
      const severity = hit.severity ?? check.severity;
      const { facts } = hit;
      return [
        {
          check: check.id,
          path: record.path,
          line,
          facts,
          severity,
          ...(isDelicate ? { delicate: true } : {}),
        },
      ];
    });
  }

  /** All of it, worst first, without the credentials that were found in the same texts. */
  list(secrets: readonly Secret[]): readonly Mend[] {
    const all = [...this.#found.values()].flat();
    if (all.length === 0) return [];
    const scrub = createScrub(secrets, redactKnownFormats);
    const clean = (fact: string | number) => (typeof fact === 'number' ? fact : scrub(fact));
    return all
      .toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity))
      .slice(0, MOST)
      .map(({ severity: _severity, path, facts, ...rest }) => ({
        ...rest,
        path: scrub(path),
        facts: Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, clean(fact)])),
      }));
  }
}
