import { formats } from '../../../src/detect/index.ts';
import type { Random } from '../random.ts';

/** Makes one synthetic credential. */
export type Shape = (random: Random) => string;

const byType = new Map(formats.map((format) => [format.type, format]));

/** A credential of a format in the product's table, with a valid checksum where the format has one. */
export function ofFormat(type: string): Shape {
  const format = byType.get(type);
  if (!format) throw new Error(`No format ${type}`);
  return ({ text }) => format.example(text);
}

/** Draws until the first and last characters are letters or digits, so that a value is no flag and ends clearly. */
function clean(draw: () => string): string {
  for (;;) {
    const value = draw();
    if (/^[0-9a-z].*[0-9a-z]$/iu.test(value)) return value;
  }
}

export const hex =
  (length: number): Shape =>
  ({ text }) =>
    text.hex(length);
export const alnum =
  (min: number, max: number = min): Shape =>
  (random) =>
    random.text.alnum(random.int(min, max));
export const token =
  (min: number, max: number = min): Shape =>
  (random) =>
    clean(() => random.text.base64url(random.int(min, max)));
export const uuid: Shape = ({ text }) => text.uuid();

/** A password as a manager makes it; safe in a URL and in a shell. */
export const password: Shape = (random) =>
  `${random.text.alnum(random.int(14, 22))}${random.pick(['7aQ', 'x9K', '4Zt'])}`;

/** A password with characters that JSON, YAML, shells and URLs must escape. */
export const wildPassword: Shape = (random) => {
  const middle = random
    .some(['!', '#', '&', '%', '+', '=', '?', '"', '\\', '/', '@', "'", '^', '*'], 2, 4)
    .join('');
  return `${random.text.alnum(random.int(9, 12))}${middle}${random.text.alnum(random.int(7, 9))}`;
};

const OPAQUE: readonly Shape[] = [
  hex(32),
  hex(40),
  hex(64),
  alnum(24, 48),
  alnum(20, 64),
  token(32, 43),
  token(43, 64),
];

/** A key without a public prefix: only its place tells that it is one. */
export const opaque: Shape = (random) => random.pick(OPAQUE)(random);

/** The access token of a remote server. */
export const bearer: Shape = (random) =>
  random.pick([token(43), token(32, 86), hex(64), alnum(32, 48), accessJwt])(random);

/** A JSON Web Token that an authorization server issued, not expired. */
export const accessJwt: Shape = ({ text }) =>
  text.jwt({
    iss: 'https://auth.acme.dev',
    sub: text.uuid(),
    aud: 'https://mcp.acme.dev',
    exp: 1_999_999_999,
    scope: 'tools:call',
  });

const from =
  (alphabet: string, pieces: Shape): Shape =>
  (random) =>
    alphabet + pieces(random);

/** Shapes of the facts about MCP servers that the product's table need not know. */
const NAMED: Readonly<Record<string, Shape>> = {
  opaque,
  uuid,
  password,
  bearer,
  hex32: hex(32),
  hex40: hex(40),
  hex64: hex(64),
  hex128: hex(128),
  alnum32: alnum(32),
  alnum20: alnum(20),
  alnum16: ({ text }) => text.upperAlnum(16),
  token43: token(43),
  secret40: ({ text }) => Buffer.from(text.hex(60), 'hex').toString('base64'),
  'ref-api-key': from('ref-', hex(20)),
  'mollie-token': from('access_', alnum(40)),
  'sanity-token': from('sk', alnum(178)),
  'supabase-oauth': from('sbp_oauth_', hex(40)),
};

/** A shape by its name in the data: one of the above, else the type of a format. */
export function shapeOf(name: string): Shape {
  return NAMED[name] ?? ofFormat(name);
}
