import { detectCandidates } from './detect.ts';
import type { Finding } from './finding.ts';
import type { Candidate, Place } from './readers/candidate.ts';
import { sniff, type Kind } from './readers/kind.ts';
import { readInline } from './readers/read-inline.ts';
import { readLinks } from './readers/read-links.ts';
import { readText } from './readers/read-text.ts';
import { ACTIONS_VARIABLE } from './surfaces/environments.ts';
import { asWritten } from './text/written.ts';
import { expand } from './values/expand.ts';

/** A line of a dotenv file. */
const ASSIGNMENT = /^(?:export )?[A-Za-z_]\w{0,127}=/m;

function kindOf(value: string): Kind {
  const kind = sniff(value);
  return kind === 'text' && ASSIGNMENT.test(value) ? 'dotenv' : kind;
}

/**
 * Finds the credentials in one Actions variable. A value of one line is judged by the variable's name; one that is a
 * document (an `mcp.json`, YAML, TOML, lines of a dotenv file, base64 of one of them) is read as such. Spans are those in
 * the value. Pure; never throws; linear.
 */
export function detectVariable(name: string, value: string): readonly Finding[] {
  const written = asWritten(value);
  const place: Place = {
    surface: ACTIONS_VARIABLE,
    trust: 'surface',
    server: {},
    level: 0,
    read: readText,
  };
  const whole: Candidate = { written, slot: 'env', key: name, server: {}, trust: 'surface' };
  const candidates = [
    ...expand(whole, place),
    ...readText(written, kindOf(value), place),
    ...readInline(written, place),
    ...readLinks(written, place),
  ];
  return detectCandidates(value, candidates, ACTIONS_VARIABLE);
}
