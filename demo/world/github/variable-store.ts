import wrappers from 'libsodium-wrappers';
import type { Plan } from './seed.ts';

/** Its functions are there once it is `ready`, and on this object only. */
const sodium = wrappers;

export type Family = 'actions' | 'agents';

/** Who holds a variable or secret: an organisation, a repository, or an environment of one. */
export interface Holder {
  readonly owner: string;
  readonly repo?: string;
  readonly environment?: string;
}

/** A variable as GitHub keeps it. */
export interface VariableRecord {
  readonly name: string;
  readonly value: string;
  readonly created_at: string;
  readonly updated_at: string;
  /** Of an organisation's. */
  readonly visibility?: 'all' | 'private' | 'selected';
  /** Ids of the repositories of visibility `selected`. */
  readonly selected?: readonly number[];
}

/** A secret with its value opened again. */
export interface SecretRecord {
  readonly name: string;
  readonly value: string;
  readonly visibility?: string;
  readonly selected?: readonly number[];
}

/** What guards a deployment environment. */
export interface Protection {
  readonly reviewers?: boolean;
  readonly branches?: boolean;
}

interface SealedSecret {
  readonly encrypted: string;
  readonly visibility?: string;
  readonly selected?: readonly number[];
}

interface KeptSecret extends SealedSecret {
  readonly name: string;
  readonly created_at: string;
  readonly updated_at: string;
}

const keyOf = (family: Family, { owner, repo = '', environment = '' }: Holder) =>
  [family, owner, repo, environment].join('\0').toLowerCase();

/** The variables and secrets of a world. Names are upper case, as GitHub makes them; secrets are kept sealed. */
export class VariableStore {
  readonly #variables = new Map<string, Map<string, VariableRecord>>();
  readonly #secrets = new Map<string, Map<string, KeptSecret>>();
  readonly #protections = new Map<string, Protection>();
  readonly #environments = new Map<string, Set<string>>();
  readonly #permissions: Map<string, string>;
  readonly #pair: { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array };
  /** GitHub's clock has whole seconds, so two changes in a second could not be told apart by a test. */
  #clock = Date.now() - 86_400_000;
  readonly keyId = '568250167242549743';

  private constructor(plan: Plan) {
    this.#permissions = new Map(Object.entries(plan.permissions));
    this.#pair = sodium.crypto_box_keypair();
  }

  static async create(plan: Plan): Promise<VariableStore> {
    await sodium.ready;
    return new VariableStore(plan);
  }

  get publicKey(): string {
    return sodium.to_base64(this.#pair.publicKey, sodium.base64_variants.ORIGINAL);
  }

  /** Whether the App has a permission of its manifest at this level. */
  allows(permission: string, level: 'read' | 'write'): boolean {
    const given = this.#permissions.get(permission);
    return given === 'write' || given === level;
  }

  /** What the App may do, as an installation shows it. */
  get permissions(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#permissions].filter(([, level]) => level !== 'none'));
  }

  setPermission(permission: string, level: 'read' | 'write' | 'none'): void {
    this.#permissions.set(permission, level);
  }

  set(
    family: Family,
    holder: Holder,
    variable: Pick<VariableRecord, 'name' | 'value' | 'visibility' | 'selected'>,
  ): void {
    const name = variable.name.toUpperCase();
    const all = this.#ofHolder(this.#variables, family, holder);
    const now = this.#now();
    all.set(name, { ...variable, name, created_at: all.get(name)?.created_at ?? now, updated_at: now });
    if (holder.environment !== undefined) this.#environmentsOf(holder).add(holder.environment);
  }

  list(family: Family, holder: Holder): readonly VariableRecord[] {
    return [...this.#ofHolder(this.#variables, family, holder).values()].sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
  }

  find(family: Family, holder: Holder, name: string): VariableRecord | undefined {
    return this.#ofHolder(this.#variables, family, holder).get(name.toUpperCase());
  }

  remove(family: Family, holder: Holder, name: string): void {
    this.#ofHolder(this.#variables, family, holder).delete(name.toUpperCase());
  }

  /** The organisation's variables that a repository can read. */
  sharedWith(family: Family, owner: string, repositoryId: number): readonly VariableRecord[] {
    return this.list(family, { owner }).filter(
      ({ visibility, selected = [] }) => visibility !== 'selected' || selected.includes(repositoryId),
    );
  }

  environments(holder: Holder): readonly string[] {
    return [...this.#environmentsOf(holder)].sort();
  }

  protect(holder: Holder, protection: Protection): void {
    if (holder.environment !== undefined) this.#environmentsOf(holder).add(holder.environment);
    this.#protections.set(keyOf('actions', holder), protection);
  }

  /** What guards an environment, as GitHub shows it. */
  protectionOf(holder: Holder): object {
    const { reviewers, branches } = this.#protections.get(keyOf('actions', holder)) ?? {};
    return {
      protection_rules: [
        ...(reviewers ? [{ id: 1, node_id: '', type: 'required_reviewers', reviewers: [] }] : []),
        ...(branches ? [{ id: 2, node_id: '', type: 'branch_policy' }] : []),
      ],
      deployment_branch_policy: branches ? { protected_branches: true, custom_branch_policies: false } : null,
    };
  }

  removeEnvironment(holder: Holder): void {
    this.#environmentsOf(holder).delete(holder.environment ?? '');
  }

  removeSecret(family: Family, holder: Holder, name: string): void {
    this.#ofHolder(this.#secrets, family, holder).delete(name.toUpperCase());
  }

  /** Returns true when there was none of that name. */
  writeSecret(family: Family, holder: Holder, name: string, sealed: SealedSecret): boolean {
    const all = this.#ofHolder(this.#secrets, family, holder);
    const key = name.toUpperCase();
    const before = all.get(key);
    const now = this.#now();
    all.set(key, { ...sealed, name: key, created_at: before?.created_at ?? now, updated_at: now });
    if (holder.environment !== undefined) this.#environmentsOf(holder).add(holder.environment);
    return before === undefined;
  }

  /** What a person does in the settings. */
  setSecret(
    family: Family,
    holder: Holder,
    name: string,
    value: string,
    audience: Pick<SealedSecret, 'visibility' | 'selected'> = {},
  ): void {
    const sealed = sodium.crypto_box_seal(value, this.#pair.publicKey);
    const encrypted = sodium.to_base64(sealed, sodium.base64_variants.ORIGINAL);
    this.writeSecret(family, holder, name, { encrypted, ...audience });
  }

  secretDates(family: Family, holder: Holder, name: string): object | undefined {
    const found = this.#ofHolder(this.#secrets, family, holder).get(name.toUpperCase());
    if (!found) return undefined;
    const { name: shown, created_at, updated_at, visibility } = found;
    return { name: shown, created_at, updated_at, ...(visibility === undefined ? {} : { visibility }) };
  }

  /** Opens every secret with the key that only GitHub has. */
  secrets(family: Family, holder: Holder): readonly SecretRecord[] {
    return [...this.#ofHolder(this.#secrets, family, holder).values()].map((secret) => {
      const bytes = sodium.from_base64(secret.encrypted, sodium.base64_variants.ORIGINAL);
      const value = sodium.crypto_box_seal_open(bytes, this.#pair.publicKey, this.#pair.privateKey);
      const { name, visibility, selected } = secret;
      return {
        name,
        value: sodium.to_string(value),
        ...(visibility === undefined ? {} : { visibility }),
        ...(selected === undefined ? {} : { selected }),
      };
    });
  }

  #now(): string {
    this.#clock += 1000;
    return new Date(this.#clock).toISOString().replace(/\.\d+Z$/, 'Z');
  }

  #environmentsOf({ owner, repo = '' }: Holder): Set<string> {
    const key = `${owner}/${repo}`.toLowerCase();
    const known = this.#environments.get(key) ?? new Set<string>();
    this.#environments.set(key, known);
    return known;
  }

  #ofHolder<T>(all: Map<string, Map<string, T>>, family: Family, holder: Holder): Map<string, T> {
    const key = keyOf(family, holder);
    const known = all.get(key) ?? new Map<string, T>();
    all.set(key, known);
    return known;
  }
}
