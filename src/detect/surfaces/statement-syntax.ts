import type { Slot } from '../finding.ts';
import { redactKnownFormats } from '../redact.ts';

/** Where a credential stands in an entry that another one takes the place of. */
interface EntryPlace {
  readonly slot: Slot;
  readonly key?: string;
}

/**
 * Writes the entry by which a client takes a value from the variable of a name, in place of the entry that holds the value;
 * undefined where the client has none for it.
 */
export type StatementSyntax = (place: EntryPlace, name: string) => string | undefined;

/** A header's name, as RFC 9110 writes it but for marks that no header of today has; hostile ones are no name. */
const HEADER = /^[A-Za-z\d][\w-]{0,63}$/;
const VARIABLE = /^[A-Za-z_]\w{0,63}$/;

const isSafe = (key: string | undefined, form: RegExp): key is string =>
  key !== undefined && form.test(key) && redactKnownFormats(key) === key;

const quote = (text: string): string => JSON.stringify(text);

/** https://developers.openai.com/codex/mcp */
export const codexBearer = (name: string): string => `bearer_token_env_var = ${quote(name)}`;

/** The variables that Codex hands on to a server, each under its own name. */
export const codexVariables = (names: readonly string[]): string =>
  `env_vars = [${names.map(quote).join(', ')}]`;

/** Headers of Codex and the variables that hold their whole values. */
export const codexHeaders = (pairs: readonly (readonly [string, string])[]): string =>
  `env_http_headers = { ${pairs
    .map(([key, name]) => `${/^[\w-]+$/.test(key) ? key : quote(key)} = ${quote(name)}`)
    .join(', ')} }`;

/** Codex fills nothing into a value: other keys name the variables. */
export const codex: StatementSyntax = ({ slot, key }, name) => {
  if (slot === 'env') return isSafe(key, VARIABLE) ? codexVariables([key]) : undefined;
  if (slot !== 'header') return undefined;
  if (key === undefined || /^(?:authorization|\w*bearer\w*)$/i.test(key)) return codexBearer(name);
  return isSafe(key, HEADER) ? codexHeaders([[key, name]]) : undefined;
};

/** Goose hands on what its keyring or its environment has under a name. https://block.github.io/goose/docs/ */
export const goose: StatementSyntax = ({ slot, key }) =>
  slot === 'env' && isSafe(key, VARIABLE) ? `env_keys: [${quote(key)}]` : undefined;
