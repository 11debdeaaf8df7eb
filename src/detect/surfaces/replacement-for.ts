import { secretNameFor } from '../../base/secret-name.ts';
import type { Slot } from '../finding.ts';
import { redactKnownFormats } from '../redact.ts';
import { ACTIONS_VARIABLE } from './environments.ts';
import { actions } from './reference-syntax.ts';
import { surfaceById } from './surface-of.ts';

/** What is known of a place when its replacement is written: a finding, or what was stored of one. */
export interface ReplacementContext {
  readonly surface: string;
  readonly slot: Slot;
  readonly server?: string;
  readonly key?: string;
  readonly provider?: string;
  /** Of the file; tells the language of a program. */
  readonly path?: string;
  /** Where it stands when that is no file. */
  readonly place?: { readonly kind: string; readonly name?: string };
}

const MAX_NAME = 64;
/** Keys that say nothing of whose credential it is; the server's name goes before them. */
const GENERIC_NAMES = new Set([
  'ACCESS_TOKEN',
  'API_KEY',
  'APIKEY',
  'API_TOKEN',
  'AUTHORIZATION',
  'AUTH_TOKEN',
  'BEARER_TOKEN',
  'CLIENT_SECRET',
  'CLIENTSECRET',
  'KEY',
  'PASSWORD',
  'SECRET',
  'TOKEN',
  'X_API_KEY',
]);
/** What the credential is called where its key does not tell. */
const BY_SLOT: Readonly<Partial<Record<Slot, string>>> = {
  header: 'TOKEN',
  'url-path': 'TOKEN',
  'url-userinfo': 'PASSWORD',
  'oauth-client-secret': 'CLIENT_SECRET',
  'oauth-token': 'TOKEN',
};

/** An environment variable's name made of hostile text: `[A-Z0-9_]` only, never a credential, no digit in front. */
function toName(text: string | undefined): string {
  if (text === undefined || text.length > 256) return '';
  const hidden = redactKnownFormats(text);
  if (hidden !== text) return '';
  const name = hidden
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replace(/[^A-Z\d]+/g, '_');
  return name.replace(/^[_\d]+|_+$/g, '').slice(0, MAX_NAME);
}

/** Surfaces whose references are to secrets of GitHub Actions. */
const isOfActions = (surface: string) => surfaceById(surface)?.reference === actions;

/**
 * The name of the variable that takes the credential's place: `[A-Z][A-Z0-9_]*`, whatever the text around it says; one that
 * GitHub takes, where it names a secret of Actions.
 */
export function variableNameFor(context: ReplacementContext): string {
  const name = usualNameFor(context);
  return isOfActions(context.surface) ? secretNameFor(name) : name;
}

function usualNameFor({ slot, server, key, provider }: ReplacementContext): string {
  const ofKey = toName(key).replace(/^X_(?=API_KEY$)/, '');
  const kind = ofKey === 'AUTHORIZATION' ? 'TOKEN' : ofKey || BY_SLOT[slot] || 'SECRET';
  const suffix =
    slot === 'url-userinfo' && ofKey !== '' && !ofKey.endsWith('PASSWORD') ? `${ofKey}_PASSWORD` : kind;
  if (!GENERIC_NAMES.has(suffix)) return suffix;
  const owner = toName(server) || (provider === 'unknown' ? '' : toName(provider));
  const name = owner === '' ? `MCP_${suffix}` : `${owner}_${suffix}`;
  return name.slice(0, MAX_NAME);
}

/** A place whose credential is replaced by a secret of the same name: a variable, or a line that reads one. */
function ofVariable({ place, key = '' }: ReplacementContext): string | undefined {
  const name = place?.kind === 'variable' ? (place.name ?? '').toUpperCase() : key;
  return /^[A-Za-z_]\w{0,255}$/.test(name) ? actions(secretNameFor(name)) : undefined;
}

/**
 * The reference that goes right where the credential stands, such as `${env:GITHUB_TOKEN}`: one line, safe inside a Markdown
 * code span. Undefined where the client fills nothing in (then the value has to leave the file), where it is not known which
 * client reads it, and outside of every slot.
 */
export function referenceAt(
  context: ReplacementContext,
  name: string = variableNameFor(context),
): string | undefined {
  const isVariable = context.place?.kind === 'variable';
  if (isVariable || (context.surface === ACTIONS_VARIABLE.id && context.key !== undefined))
    return ofVariable(context);
  if (context.slot === 'text') return undefined;
  return referenceFor(context.surface, name, context.path);
}

/**
 * What people are to write instead of a credential, in the syntax of the client that reads the file: the reference of
 * `referenceAt`, and after an empty line what has to stand beside it; or, for a client that fills nothing into a value, the
 * entry that names the variable. Safe inside a block of code.
 *
 * @param name of the variable, where another credential has the usual one
 */
export function replacementFor(
  context: ReplacementContext,
  name: string = variableNameFor(context),
): string | undefined {
  const reference = referenceAt(context, name);
  const surface = surfaceById(context.surface);
  if (context.place !== undefined || context.slot === 'text') return reference;
  if (reference === undefined) return surface?.statement?.(context, name);
  const beside = surface?.beside?.(name);
  return beside === undefined ? reference : `${reference}\n\n${beside}`;
}

/** A reference to a variable, as the client of a surface writes it; undefined where that fills nothing in. */
export function referenceFor(surface: string, name: string, path?: string): string | undefined {
  return surfaceById(surface)?.reference?.(name, path);
}

/** Whether a client takes its values by entries that name variables. */
export function hasStatements(surface: string): boolean {
  return surfaceById(surface)?.statement !== undefined;
}
