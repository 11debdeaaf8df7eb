/** Where a person rotates a credential, for a provider or a type that no adapter revokes. */
export interface RotatePage {
  /** Provider or type, as the detector names it. */
  readonly id: string;
  /** Absent when the provider is a server of the organisation's own. */
  readonly url?: string;
  /** One sentence: what to do there. */
  readonly steps: string;
  /** One sentence: what else stops working then. */
  readonly dies?: string;
}
