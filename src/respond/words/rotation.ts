import type { SecretTarget } from '../../inventory/rotation.ts';

const SCOPES = {
  repository: ({ repository }) => `the repository ${repository}`,
  environment: ({ repository, environment = '' }) => `the environment ${environment} of ${repository}`,
  organization: ({ owner }) => `the organisation ${owner}`,
} as const satisfies Readonly<Record<SecretTarget['scope'], (target: SecretTarget) => string>>;

/** A secret in words. What is in them is text of people, escaped where it is shown. */
const secretName = (target: SecretTarget): string =>
  `the secret ${target.name} of ${SCOPES[target.scope](target)}`;

/** The same at the beginning of a sentence. */
const itsName = (target: SecretTarget): string => `The ${secretName(target).slice('the '.length)}`;

/** Why no successor took the place of a credential, or that one did; kept with the incident and shown in its issue. */
export const ROTATION_WORDS = {
  replaced: 'The broker replaced it and proved the old one dead.',
  unreachable: 'The broker could not be asked for a successor.',
  slow: 'The successor did not come in time.',
  mayHold: (target: SecretTarget) =>
    `The broker could not be asked for a successor. ${itsName(target)} may hold a value that is taken back.`,
  forbidden: (target: SecretTarget) =>
    `GitHub does not let the App write ${secretName(target)}: it lacks a permission.`,
  notTaken: (target: SecretTarget) => `GitHub did not take a new value for ${secretName(target)}.`,
  alreadyThere: (target: SecretTarget) => `${itsName(target)} is there already and was left as it is.`,
  holdsMore: ({ name }: SecretTarget) =>
    `The variable ${name} holds more than the credential, or something else.`,
  twoParts: (target: SecretTarget) =>
    `The credential has two parts, and no \`key_id_secret\` says where the other one stands, beside ${secretName(target)}.`,
  missing: (target: SecretTarget) => `The policy names ${secretName(target)}, and there is none.`,
} as const;
