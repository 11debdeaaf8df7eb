/** The sentences of a draft security advisory. */
export const ADVISORY_WORDS = {
  private:
    'Rekey wrote this draft because the repository is public: do not publish it while the credential is not dead. It is closed when the credential is proved dead, and an issue tells the rest.',
  approval: 'Somebody who may decide does so in the Rekey dashboard.',
  /** GitHub wants a package; a credential is none. */
  package: 'leaked credential',
} as const;
