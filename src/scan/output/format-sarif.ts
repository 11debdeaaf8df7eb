import { readFileSync } from 'node:fs';
import { credentialName } from '../../detect/credential-name.ts';
import type { Confidence } from '../../detect/index.ts';
import type { Found } from '../item.ts';
import { describe, remedy } from './words.ts';

const LEVELS: Readonly<Record<Confidence, 'error' | 'warning' | 'note'>> = {
  exact: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

function version(): string {
  const file: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  return file !== null && typeof file === 'object' && 'version' in file ? String(file.version) : '0.0.0';
}

/** Surfaces in which a reference is an expression: in place of the value it would stand inside of the quotes. */
const IN_CODE = new Set(['source', 'source-python', 'notebook', 'shell']);

/** Names in the scanned text become no link, no mention and no markup wherever a message is shown. */
const harmless = (name: string) => name.replaceAll(/[^\p{L}\p{N} ._/-]/gu, '_').slice(0, 80);

/** A relative path as a relative reference (RFC 3986). */
function toUri(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}

function toRule(found: Found): object {
  const name = credentialName(found);
  const help = `Revoke it at its issuer first: a leak is closed when the credential is dead, not when the line is deleted. Then ${remedy(found)}.`;
  return {
    id: found.type,
    shortDescription: { text: `${name} in the repository` },
    fullDescription: { text: `A ${name} stands in a file, where everyone who can read the file can use it.` },
    help: { text: help },
    defaultConfiguration: { level: 'error' },
    properties: { tags: ['security', 'secret', 'mcp'], 'security-severity': '9.0', precision: 'very-high' },
  };
}

function toResult(found: Found, ruleIndex: number, isLasting: boolean): object {
  const { startLine, startColumn, endLine, endColumn, replacement, path } = found;
  const region = { startLine, startColumn, endLine, endColumn };
  const artifactLocation = path.startsWith('../')
    ? { uri: toUri(path) }
    : { uri: toUri(path), uriBaseId: '%SRCROOT%' };
  const isFixable = replacement !== null && found.commit === null && !IN_CODE.has(found.surface);
  const fix = {
    description: { text: 'Write a reference; the client fills the value in' },
    artifactChanges: [
      { artifactLocation, replacements: [{ deletedRegion: region, insertedContent: { text: replacement } }] },
    ],
  };
  return {
    ruleId: found.type,
    ruleIndex,
    level: LEVELS[found.confidence],
    message: { text: `${describe(found, harmless)}: ${found.redacted}. Revoke it, then ${remedy(found)}.` },
    locations: [{ physicalLocation: { artifactLocation, region } }],
    ...(isLasting ? { partialFingerprints: { 'rekeyCredential/v1': found.fingerprint } } : {}),
    ...(isFixable ? { fixes: [fix] } : {}),
    properties: {
      provider: found.provider,
      slot: found.slot,
      surface: found.surface,
      confidence: found.confidence,
      ...(found.commit === null ? {} : { commit: found.commit }),
    },
  };
}

/**
 * What was found as SARIF 2.1.0, for code scanning and editors.
 *
 * @param isLasting whether fingerprints are the same in the next scan
 */
export function formatSarif(found: readonly Found[], isLasting: boolean): string {
  const types = [...new Map(found.map((one) => [one.type, one])).values()];
  const indexOf = new Map(types.map(({ type }, index) => [type, index]));
  const run = {
    tool: {
      driver: { name: 'rekey', version: version(), rules: types.map(toRule) },
    },
    automationDetails: { id: 'rekey/scan/' },
    columnKind: 'utf16CodeUnits',
    results: found.map((one) => toResult(one, indexOf.get(one.type) ?? 0, isLasting)),
  };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] })}\n`;
}
