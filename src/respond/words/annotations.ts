import type { Standing } from './states.ts';

/** Titles of marks on lines, by how the credential stands. */
export const MARK_TITLES: Readonly<Record<Standing, string>> = {
  dead: 'MCP credential leaked, already dead',
  live: 'MCP credential leaked, not dead yet',
  unproved: 'MCP credential leaked, not proved dead',
  dismissed: 'MCP credential, dismissed by a person',
};

/** Parts of a mark's text; what is given is safe to show. */
export const MARK_WORDS = {
  of: (server: string) => `of MCP server ${server}`,
  in: (key: string) => `in ${key}`,
  inThe: (what: string, place: string) => `${what} in the ${place}.`,
  instead: (block: string) => `Write this instead:\n\n${block}\n`,
  secretInstead: (block: string) =>
    `Make a secret of the same name, delete the variable, and write this instead:\n\n${block}\n`,
  before: 'It was here before.',
  otherCommit: (commit: string) => `The line is that of commit ${commit}.`,
  fingerprint: (fingerprint: string) => `Fingerprint ${fingerprint}`,
} as const;

/** The comment with which an alert of GitHub's is resolved. */
export const ALERT_WORDS = {
  says: (says: string) => `Rekey: ${says}`,
  end: (fingerprint: string) => ` Fingerprint ${fingerprint}.`,
} as const;
