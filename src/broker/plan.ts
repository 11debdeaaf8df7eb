/**
 * What a broker would do about a credential, said without asking anybody: from the records, the policy and the value's
 * form alone. Whether it lives is not known.
 */
export interface Plan {
  /**
   * `remove_client`: the OAuth client is deleted, and with it what it was given. `manual`: only a person can.
   * `unsupported`: nobody knows how. `untrusted`: the issuer is not in the policy, so nothing is sent anywhere. `nothing`:
   * it has expired.
   */
  readonly action:
    'revoke' | 'disable' | 'remove_client' | 'manual' | 'unsupported' | 'untrusted' | 'nothing';
  /** As the outcome would name it. */
  readonly adapter: string;
  /** The provider's name for people; absent where there is none. */
  readonly provider?: string;
  /** The owner can undo it at the provider. */
  readonly reversible: boolean;
  /**
   * What must hold besides: the credential has the right to end itself; or the broker has the operator's credential. If not,
   * only a person can.
   */
  readonly needs?: 'own_right' | 'operator';
  /**
   * Origins at which the value would be used, as it is or to sign: pinned ones, or those that the policy trusts. Also where
   * only a person can act: then to see whether it lives.
   */
  readonly sentTo: readonly string[];
  /** What else dies with it; absent where nothing is done. */
  readonly blast?: 'token' | 'grant' | 'installation' | 'all_user_tokens' | 'client';
  /** The provider can be asked whether it would accept the revocation. */
  readonly dryRun: boolean;
  /** Where a person does it by hand, or undoes it. */
  readonly pageUrl?: string;
  /** A broker of its own decides, and may know more than this. */
  readonly remote?: true;
}
