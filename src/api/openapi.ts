import { z } from 'zod';
import { API_ROOT, type Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { Problem, PROBLEMS } from './problem.ts';

/** Answers are described as they are sent. Patterns that repeat what a format says, at length, are left out. */
function toSchema(schema: z.core.$ZodType) {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-2020-12',
    override({ jsonSchema }) {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      delete jsonSchema.readOnly;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return rest;
}

const content = (type: string, name: string) => ({
  content: { [type]: { schema: { $ref: `#/components/schemas/${name}` } } },
});

const ID = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } };
const LINK = { Link: { description: 'The next page, RFC 8288.', schema: { type: 'string' } } };
const HEADERS: Readonly<Record<string, object>> = {
  401: { 'WWW-Authenticate': { description: '`Bearer`, RFC 6750.', schema: { type: 'string' } } },
  429: { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1 } } },
};

function parametersOf({ path, query }: Operation): readonly object[] {
  const named = Object.entries(query.shape).map(([name, schema]) => {
    const { description, ...rest } = toSchema(schema);
    return { name, in: 'query', required: false, ...(description ? { description } : {}), schema: rest };
  });
  return [...(path.includes('{id}') ? [ID] : []), ...named];
}

function refusals({ path }: Operation): Readonly<Record<string, object>> {
  const statuses = Object.values(PROBLEMS)
    .map(({ status }) => status)
    .filter((status) => status !== 405 && (status !== 404 || path.includes('{id}')));
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      {
        description: 'Problem, RFC 9457',
        ...(HEADERS[status] ? { headers: HEADERS[status] } : {}),
        ...content('application/problem+json', 'Problem'),
      },
    ]),
  );
}

function toOperation(operation: Operation): object {
  const { id, summary, name, query } = operation;
  const parameters = parametersOf(operation);
  const headers = 'cursor' in query.shape ? { headers: LINK } : {};
  return {
    operationId: id,
    summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    responses: {
      200: { description: name, ...headers, ...content('application/json', name) },
      ...refusals(operation),
    },
  };
}

const DEFINITIONS = '#/$defs/';

/** Schemas of the document by their names: the answers, and what several of them have in them. */
function schemasOf(named: Readonly<Record<string, z.ZodType>>): object {
  const all: Record<string, object> = {};
  for (const [name, schema] of Object.entries(named)) {
    const { $defs = {}, id: _, ...rest } = toSchema(schema);
    // One that is named itself comes as a reference to its own name.
    Object.assign(all, name in $defs ? {} : { [name]: rest }, $defs);
  }
  const text = JSON.stringify(all).replaceAll(`"${DEFINITIONS}`, '"#/components/schemas/');
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}

/** The whole API as an OpenAPI 3.1 document. */
export function apiDocument(): Readonly<Record<string, unknown>> {
  const answers = Object.fromEntries(OPERATIONS.map(({ name, answer }) => [name, answer]));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rekey',
      version: '1.0.0',
      license: { name: 'MIT', identifier: 'MIT' },
      description:
        'What the dashboard shows, as JSON: read only, and only of the installations that the token or session may see. No answer holds a credential. New members and new values of enumerations may come with any release.',
    },
    servers: [{ url: 'https://rekey.example.com' }],
    security: [{ token: [] }, { session: [] }],
    paths: Object.fromEntries(
      OPERATIONS.map((operation) => [`${API_ROOT}${operation.path}`, { get: toOperation(operation) }]),
    ),
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API token, made by `rekey api-token create`.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-rekey_session',
          description: 'The session of the dashboard.',
        },
      },
      schemas: schemasOf({ ...answers, Problem }),
    },
  };
}
