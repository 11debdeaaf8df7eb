/** A secret of GitHub as the place where a credential is used. */
export interface SecretTarget {
  readonly kind: 'secret';
  readonly family: 'actions' | 'agents';
  readonly scope: 'repository' | 'environment' | 'organization';
  readonly owner: string;
  /** Of an organisation's secret the repository of the leak. */
  readonly repository: string;
  readonly environment?: string;
  readonly name: string;
  /** The secret for the public half of a credential of two parts. */
  readonly keyIdName?: string;
  /** A variable of this name holds the credential, and is to become this secret. */
  readonly fromVariable?: true;
}

/** A field of a secret in the Vault that the broker may write to. */
export interface VaultTarget {
  readonly kind: 'vault';
  readonly path: string;
  readonly field: string;
}

/** Where the successor of a credential goes. Names only. */
export type ReplacementTarget = SecretTarget | VaultTarget;

/**
 * How far the replacement of a credential has come. `planned`: a place is known. `asked`: the broker was asked for a
 * successor. `writing`: it is sealed, and may be in the secret. `delivered`: it is in its place. Then `replaced`: the old
 * one is dead as well; `left`: the old one is left to the revocation; or `failed`: there is no successor.
 */
export type ReplacementStage = 'planned' | 'asked' | 'writing' | 'delivered' | 'replaced' | 'left' | 'failed';
