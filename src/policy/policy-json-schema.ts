import { z } from 'zod';
import { policyFileSchema } from './policy-file-schema.ts';
import { KEY_TEXTS } from './policy-key-texts.ts';

type Json = Record<string, unknown>;

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const named = (...keys: readonly string[]) => ({ anyOf: keys.map((key) => ({ required: [key] })) });

/** https://…, or http:// on loopback, without user, query and fragment; zod refines it with code. */
const PLAIN_URL = {
  pattern:
    '^(?:https://[^/?#@\\s\\\\]+|http://(?:localhost|127(?:\\.\\d{1,3}){3}|\\[::1\\])(?::\\d+)?)(?:/[^?#\\s\\\\]*)?$',
};

const IS_VARIABLE = { required: ['variable'], properties: { variable: { const: true } } };
const IS_ORGANISATIONS = { required: ['organisation'], properties: { organisation: { const: true } } };

/** What the policy's schema says in code, said once more for editors; by the path of the key. */
const SAID_IN_CODE: Readonly<Record<string, Json>> = {
  'ignore.path': { allOf: [{ pattern: '^[^/!]' }] },
  'issuers.issuer': { allOf: [PLAIN_URL] },
  'servers.url': { allOf: [PLAIN_URL] },
  rotate: {
    items: {
      oneOf: [
        {
          required: ['secret'],
          not: {
            anyOf: [
              { required: ['vault'] },
              { required: ['field'] },
              { ...IS_ORGANISATIONS, ...named('environment', 'repository') },
              IS_VARIABLE,
            ],
          },
          anyOf: [{ required: ['repository'] }, { required: ['repositories'] }, IS_ORGANISATIONS],
        },
        {
          ...IS_VARIABLE,
          not: named('secret', 'vault', 'field', 'environment', 'repository', 'key_id_secret'),
          anyOf: [{ required: ['repositories'] }, IS_ORGANISATIONS],
        },
        {
          required: ['vault', 'field'],
          ...named('key', 'server'),
          not: named('secret', 'environment', 'repository', 'key_id_secret'),
          properties: { organisation: { const: false }, variable: { const: false } },
        },
      ],
    },
  },
};

/** Two schemas that must both hold; of a keyword that both have the second one's, but lists of `allOf` are joined. */
function joined(schema: Json, more: Json): Json {
  const entries = Object.entries(more).map(([key, value]): [string, unknown] => {
    const own = schema[key];
    if (Array.isArray(own) && Array.isArray(value)) return [key, [...own, ...value]];
    return [key, isJson(own) && isJson(value) ? joined(own, value) : value];
  });
  return { ...schema, ...Object.fromEntries(entries) };
}

function describe(schema: Json, path: string): Json {
  const texts = KEY_TEXTS[path];
  const said = joined({ ...texts, ...schema }, SAID_IN_CODE[path] ?? {});
  const inner = (part: unknown) => (isJson(part) ? withTexts(part, path) : part);
  return 'items' in said ? { ...said, items: inner(said['items']) } : withTexts(said, path);
}

function withTexts(schema: Json, path: string): Json {
  const { properties } = schema;
  if (!isJson(properties)) return schema;
  const entries = Object.entries(properties).map(([key, value]) => [
    key,
    isJson(value) ? describe(value, path === '' ? key : `${path}.${key}`) : value,
  ]);
  return { ...schema, properties: Object.fromEntries(entries) };
}

/**
 * The form of `.github/rekey.yml` as a JSON Schema, for editors. Made from the schema that Rekey reads the file with; what
 * that says in code and JSON Schema cannot (a glob of too many alternatives, an overlap of more than a day) only Rekey tells.
 */
export function policyJsonSchema(): Json {
  const { $schema, ...rest } = z.toJSONSchema(policyFileSchema, { io: 'input', target: 'draft-2020-12' });
  return {
    $schema,
    title: 'Policy of Rekey',
    description:
      "`.github/rekey.yml` of a repository, or of the organisation's `.github` repository. Every key may be left out. Docs: docs/policy.md",
    // A file of comments only is a policy that sets nothing.
    ...withTexts({ ...rest, type: ['object', 'null'] }, ''),
  };
}
