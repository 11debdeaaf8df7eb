import { createHash } from 'node:crypto';
import { hasStatements, referenceFor, variableNameFor, type Finding } from '../detect/index.ts';
import type { Keeper, Target } from './target.ts';

/** Surfaces whose references are not to environment variables. */
const KEEPERS: Readonly<Record<string, Keeper>> = {
  vscode: 'input',
  'visual-studio': 'input',
  workflow: 'actions-secret',
  'copilot-agent': 'copilot-secret',
  'copilot-agent-file': 'copilot-secret',
  'continue-yaml': 'continue-secret',
  dotenv: 'none',
};
/** Surfaces that are mended without a reference in the value. */
const isWithoutReference = (surface: string) => surface === 'dotenv' || hasStatements(surface);
const MAX_TRIES = 20;
const MAX_NAME = 64;

/**
 * Gives each credential of a repository the name of its variable: the same credential under the same key has one name, and
 * two credentials never share one.
 */
export class Names {
  readonly #holders = new Map<string, string>();

  /** What takes the place of a finding in the file at a path; undefined where the client fills nothing in. */
  targetOf(finding: Finding, path: string): Target | undefined {
    if (finding.slot === 'text') return undefined;
    const keeper = KEEPERS[finding.surface] ?? 'variable';
    const name = this.#nameOf(finding);
    const written = name === undefined ? undefined : referenceFor(finding.surface, name, path);
    const reference = written ?? (isWithoutReference(finding.surface) ? '' : undefined);
    if (name === undefined || reference === undefined) return undefined;
    const kept = keeper === 'copilot-secret' ? `COPILOT_MCP_${name}` : name;
    return { finding, name: kept, reference, keeper };
  }

  #nameOf(finding: Finding): string | undefined {
    const { surface, slot, provider } = finding;
    // People name servers and keys after tokens.
    const [server, key] = [finding.server, finding.key].map((one) =>
      one?.includes(finding.secret.reveal()) ? undefined : one,
    );
    // Such a client hands a variable on under its own name.
    if (slot === 'env' && hasStatements(surface))
      return key !== undefined && /^[A-Za-z_]\w{0,63}$/.test(key) && this.#take(key, finding)
        ? key
        : undefined;
    const name = variableNameFor({
      surface,
      slot,
      provider,
      ...(server === undefined ? {} : { server }),
      ...(key === undefined ? {} : { key }),
    });
    const prefix = variableNameFor({
      surface,
      slot,
      provider,
      key: 'TOKEN',
      ...(server === undefined ? {} : { server }),
    });
    const owner = prefix.replace(/_TOKEN$/, '');
    const tries = [name, ...(name.startsWith(`${owner}_`) ? [] : [`${owner}_${name}`.slice(0, MAX_NAME)])];
    for (let more = 2; more < MAX_TRIES; more++) tries.push(`${name.slice(0, MAX_NAME - 3)}_${more}`);
    return tries.find((one) => this.#take(one, finding));
  }

  /** Whether a name is free, or that of the same credential. */
  #take(name: string, { secret }: Finding): boolean {
    const holder = createHash('sha256').update(secret.reveal()).digest('base64');
    const known = this.#holders.get(name) ?? holder;
    this.#holders.set(name, known);
    return known === holder;
  }
}
