import { createHash } from 'node:crypto';
import {
  hasStatements,
  referenceFor,
  replacementFor,
  variableNameFor,
  type Finding,
  type Slot,
} from '../detect/index.ts';
import { unfitInputs } from './inputs.ts';
import type { Keeper, Source, Target } from './target.ts';

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

/** Where a credential stands, as far as its variable is named after that; a finding, or what was stored of one. */
export interface NamedPlace {
  readonly surface: string;
  readonly slot: Slot;
  readonly provider?: string;
  readonly server?: string;
  readonly key?: string;
}

/** People name servers and keys after tokens; what is left of such a name is no name. */
const REDACTED = '[redacted]';
const clean = (text: string | undefined, secret?: string): string | undefined =>
  text === undefined || text.includes(REDACTED) || (secret !== undefined && text.includes(secret))
    ? undefined
    : text;

function cleaned({ surface, slot, provider, ...place }: NamedPlace, secret?: string): NamedPlace {
  const [server, key] = [clean(place.server, secret), clean(place.key, secret)];
  return {
    surface,
    slot,
    ...(provider === undefined ? {} : { provider }),
    ...(server === undefined ? {} : { server }),
    ...(key === undefined ? {} : { key }),
  };
}

const sha256 = ({ secret }: Finding): string => createHash('sha256').update(secret.reveal()).digest('base64');

/**
 * Gives each credential of a repository the name of its variable: the same credential under the same key has one name, and
 * two credentials never share one.
 */
export class Names {
  readonly #holders: Map<string, string>;
  readonly #holderOf: (finding: Finding) => string;

  /**
   * @param taken names that were given before, each with what stands for its credential
   * @param holderOf what stands for the credential of a finding
   */
  constructor(taken: ReadonlyMap<string, string> = new Map(), holderOf = sha256) {
    this.#holders = new Map(taken);
    this.#holderOf = holderOf;
  }

  /** All that are given, each with what stands for its credential. */
  get taken(): ReadonlyMap<string, string> {
    return this.#holders;
  }

  /**
   * What takes the place of a finding in a file; undefined where the client fills nothing in.
   *
   * @param source the file, whose own declarations count
   */
  targetOf(finding: Finding, source: Source): Target | undefined {
    if (finding.slot === 'text') return undefined;
    const { path } = source;
    const keeper = KEEPERS[finding.surface] ?? 'variable';
    const name = this.#nameOf(finding, source);
    const written = name === undefined ? undefined : referenceFor(finding.surface, name, path);
    const reference = written ?? (isWithoutReference(finding.surface) ? '' : undefined);
    if (name === undefined || reference === undefined) return undefined;
    const kept = keeper === 'copilot-secret' ? `COPILOT_MCP_${name}` : name;
    return { finding, name: kept, reference, keeper };
  }

  /** What a person is told to write in place of a finding, as a check says it; undefined where nothing can be written. */
  instead(finding: Finding, source: Source): string | undefined {
    const { path } = source;
    const name = this.#nameOf(finding, source);
    const place = cleaned(finding, finding.secret.reveal());
    return name === undefined ? undefined : replacementFor({ ...place, path }, name);
  }

  #nameOf(finding: Finding, source: Source): string | undefined {
    const isInput = KEEPERS[finding.surface] === 'input';
    const place = cleaned(finding, finding.secret.reveal());
    return this.nameOf(place, this.#holderOf(finding), isInput ? unfitInputs(source) : undefined);
  }

  /**
   * The name of the variable for a credential at a place; undefined where another has the only one that it could have.
   *
   * @param holder stands for the credential
   * @param unfit names that mean something else where it stands
   */
  nameOf(place: NamedPlace, holder: string, unfit: ReadonlySet<string> = new Set()): string | undefined {
    const { surface, slot, provider, server, key } = cleaned(place);
    // Such a client hands a variable on under its own name.
    if (slot === 'env' && hasStatements(surface))
      return key !== undefined && /^[A-Za-z_]\w{0,63}$/.test(key) && this.#take(key, holder)
        ? key
        : undefined;
    const owned = {
      surface,
      slot,
      ...(provider === undefined ? {} : { provider }),
      ...(server === undefined ? {} : { server }),
    };
    const name = variableNameFor({ ...owned, ...(key === undefined ? {} : { key }) });
    const owner = variableNameFor({ ...owned, key: 'TOKEN' }).replace(/_TOKEN$/, '');
    const all = [name, ...(name.startsWith(`${owner}_`) ? [] : [`${owner}_${name}`.slice(0, MAX_NAME)])];
    for (let more = 2; more < MAX_TRIES; more++) all.push(`${name.slice(0, MAX_NAME - 3)}_${more}`);
    const tries = all.filter((one) => !unfit.has(one));
    // One that it has already, whichever of them that is.
    const own = tries.find((one) => this.#holders.get(one) === holder);
    return own ?? tries.find((one) => this.#take(one, holder));
  }

  /** Whether a name is free, or that of the same credential. */
  #take(name: string, holder: string): boolean {
    const known = this.#holders.get(name) ?? holder;
    this.#holders.set(name, known);
    return known === holder;
  }
}
