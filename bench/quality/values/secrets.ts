import { formats } from '../../../src/detect/index.ts';
import { tokenChecksum } from '../../../src/detect/formats/token-checksum.ts';
import type { PlantedFacts } from '../quality-file.ts';
import type { Random } from '../random.ts';
import type { Sheet } from '../sheet.ts';
import { base64 } from '../encode.ts';
import { plantConnectionString } from './connection-strings.ts';
import { harmlessFor } from './look-alikes.ts';
import { REFERENCES, type Dialect } from './references.ts';
import { alnum, bearer, ofFormat, password, shapeOf } from './shapes.ts';

const WORDS = ['xXx', 'test', 'demo', 'key', 'Test', 'fake'];

/** A genuine token in which a word of placeholders stands by chance. */
export function unlucky(random: Random): string {
  const around = (length: number) => {
    const word = random.pick(WORDS);
    const before = random.int(4, length - word.length - 4);
    return random.text.alnum(before) + word + random.text.alnum(length - before - word.length);
  };
  if (random.chance(0.5)) return `vcp_${around(56)}`;
  const body = around(30);
  return `ghp_${body}${tokenChecksum(body)}`;
}

/** Plants a credential of a named shape; a connection string is planted by its password. */
export function plantShape(sheet: Sheet, shape: string, facts: PlantedFacts): string {
  if (shape === 'dsn') return plantConnectionString(sheet, facts);
  return sheet.plant(shapeOf(shape)(sheet.random), facts);
}

/** A value for a slot that may hold a secret: a credential, or a look-alike in the dialect of the file. */
export function secretOrDecoy(
  sheet: Sheet,
  dialect: Dialect,
  shape: string,
  facts: PlantedFacts & { key: string },
): string {
  const { random } = sheet;
  if (random.chance(0.5)) return plantShape(sheet, shape, facts);
  return decoyFor(sheet, dialect, facts.key);
}

/** A reference, a placeholder or the like. */
export function decoyFor(sheet: Sheet, dialect: Dialect, key: string): string {
  return sheet.decoy(harmlessFor(sheet.random, REFERENCES[dialect], key));
}

/** Any format of the product's table, with a plausible name for its variable. */
export function anyFormat(random: Random): {
  readonly key: string;
  readonly provider: string;
  readonly value: string;
} {
  const format = random.pick(formats);
  const name = format.provider.toUpperCase().replaceAll('-', '_');
  return {
    key: `${name}_${random.pick(['API_KEY', 'TOKEN', 'ACCESS_TOKEN', 'SECRET'])}`,
    provider: format.provider,
    value: format.example(random.text),
  };
}

/** An Authorization value with a credential in it. */
export function authorization(sheet: Sheet, facts: PlantedFacts): string {
  const { random } = sheet;
  if (random.chance(0.2)) {
    const login = random.pick(['svc-mcp', 'bob@acme.dev', 'admin']);
    const secret = sheet.plant(random.pick([password, alnum(24, 40)])(random), facts);
    return `Basic ${sheet.encoded(`${login}:${secret}`, base64)}`;
  }
  const value = random.pick([bearer, bearer, ofFormat('github-pat-classic'), unlucky, bearer])(random);
  return `${random.pick(['Bearer', 'Bearer', 'Bearer', 'bearer', 'Token'])} ${sheet.plant(value, facts)}`;
}
