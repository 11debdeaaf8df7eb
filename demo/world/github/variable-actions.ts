import type { Backend } from './backend.ts';
import { numberAt } from './json.ts';
import type {
  Family,
  Holder,
  Protection,
  SecretRecord,
  VariableRecord,
  VariableStore,
} from './variable-store.ts';

/** A variable to be set; without `repo` it is the organisation's. */
export interface VariableToSet extends Holder {
  /** Default: `actions`. */
  readonly family?: Family;
  readonly name: string;
  readonly value: string;
  /** Names of the repositories that see an organisation's variable; absent: all. */
  readonly repositories?: readonly string[];
}

/** What people do with variables and secrets in the settings; nothing of it is in the log of requests. */
export interface VariableActions {
  setVariable(variable: VariableToSet): Promise<void>;
  removeVariable(variable: Holder & { readonly family?: Family; readonly name: string }): void;
  variables(where: Holder & { readonly family?: Family }): readonly VariableRecord[];
  setSecret(
    secret: Holder & {
      readonly family?: Family;
      readonly name: string;
      readonly value: string;
      /** Of an organisation's. */
      readonly visibility?: 'all' | 'private' | 'selected';
      /** Ids of the repositories that see one of visibility `selected`. */
      readonly selected?: readonly number[];
    },
  ): void;
  removeSecret(secret: Holder & { readonly family?: Family; readonly name: string }): void;
  /** Makes an environment, or changes what guards it. */
  protectEnvironment(environment: Required<Holder> & Protection): void;
  removeEnvironment(environment: Required<Holder>): void;
  /** With their values, which only GitHub can open. */
  secrets(where: Holder & { readonly family?: Family }): readonly SecretRecord[];
  /** From now on the App has a permission of variables, secrets or environments, or has it no longer. */
  setPermission(permission: string, level: 'read' | 'write' | 'none'): void;
}

/** Makes the actions over the world's store. */
export function createVariableActions(backend: Backend, store: VariableStore): VariableActions {
  return {
    setVariable: async ({ family = 'actions', name, value, repositories, ...holder }) => {
      const ids = (repositories ?? []).map(async (repo) =>
        numberAt(await backend.read(holder.owner, `/repos/${holder.owner}/${repo}`), 'id'),
      );
      const isOrganisations = holder.repo === undefined;
      const visibility = repositories === undefined ? 'all' : 'selected';
      const selected = repositories === undefined ? {} : { selected: await Promise.all(ids) };
      store.set(family, holder, { name, value, ...(isOrganisations ? { visibility, ...selected } : {}) });
    },
    removeVariable: ({ family = 'actions', name, ...holder }) => store.remove(family, holder, name),
    variables: ({ family = 'actions', ...holder }) => store.list(family, holder),
    setSecret: ({ family = 'actions', name, value, visibility, selected, ...holder }) =>
      store.setSecret(family, holder, name, value, {
        ...(visibility === undefined ? {} : { visibility }),
        ...(selected === undefined ? {} : { selected }),
      }),
    removeSecret: ({ family = 'actions', name, ...holder }) => store.removeSecret(family, holder, name),
    protectEnvironment: ({ owner, repo, environment, ...protection }) =>
      store.protect({ owner, repo, environment }, protection),
    removeEnvironment: (holder) => store.removeEnvironment(holder),
    secrets: ({ family = 'actions', ...holder }) => store.secrets(family, holder),
    setPermission: (permission, level) => store.setPermission(permission, level),
  };
}
