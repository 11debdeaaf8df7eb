import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { isRecord, type JsonRecord } from '../json.ts';
import { createOperationMatcher, type Operation, type Parameter } from './match-operation.ts';

/** One difference between a request and GitHub's description. */
export interface Violation {
  /** `ignored`: an unknown query parameter or body field, which GitHub would drop without a word. */
  readonly kind: 'operation' | 'path' | 'query' | 'body' | 'ignored';
  readonly message: string;
}

/** Query parameters in any of the forms that clients hold them. */
export type Query = URLSearchParams | Readonly<Record<string, string | readonly string[]>>;

/** Checks one request; the body is the parsed JSON, undefined when there is none. */
export type RequestChecker = (method: string, path: string, query?: Query, body?: unknown) => Violation[];

interface Compiled {
  readonly path: ValidateFunction;
  readonly query: ValidateFunction;
  readonly body?: ValidateFunction;
}

/** OpenAPI 3.0 to JSON Schema: `nullable` becomes a union, and a field that is not described is not allowed. */
function toJsonSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(toJsonSchema);
  return isRecord(schema) ? objectSchema(schema) : schema;
}

function objectSchema({ nullable, properties, ...rest }: JsonRecord): JsonRecord {
  const out: JsonRecord = {};
  for (const [key, value] of Object.entries(rest)) out[key] = toJsonSchema(value);
  if (isRecord(properties)) {
    out['properties'] = Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, toJsonSchema(value)]),
    );
    // GitHub's unions list a part of the fields in each branch; only a plain object is closed.
    const union = 'oneOf' in rest || 'anyOf' in rest || 'allOf' in rest;
    if (!union) out['additionalProperties'] ??= false;
  }
  return nullable === true ? { anyOf: [out, { type: 'null' }] } : out;
}

function parameterSchema(parameters: readonly Parameter[], where: 'path' | 'query'): object {
  const mine = parameters.filter((parameter) => parameter.in === where);
  return {
    type: 'object',
    properties: Object.fromEntries(mine.map(({ name, schema }) => [name, toJsonSchema(schema)])),
    required: mine.filter(({ required }) => required === true).map(({ name }) => name),
    additionalProperties: false,
  };
}

function toRecord(query: Query): Record<string, unknown> {
  if (!(query instanceof URLSearchParams)) return { ...query };
  const record: Record<string, unknown> = {};
  for (const key of new Set(query.keys())) {
    const values = query.getAll(key);
    record[key] = values.length === 1 ? values[0] : values;
  }
  return record;
}

function collect(
  validate: ValidateFunction,
  data: unknown,
  kind: 'path' | 'query' | 'body',
  label: string,
): Violation[] {
  if (validate(data)) return [];
  return (validate.errors ?? []).map((error) => {
    const extra = error.params['additionalProperty'] as unknown;
    if (typeof extra === 'string')
      return { kind: 'ignored', message: `${label}: ${kind}${error.instancePath} has unknown "${extra}"` };
    return { kind, message: `${label}: ${kind}${error.instancePath} ${error.message ?? 'is wrong'}` };
  });
}

const isEmpty = (body: unknown) =>
  body === undefined || body === null || body === '' || JSON.stringify(body) === '{}';

/** Makes a checker over the committed subset of GitHub's OpenAPI description. Schemas compile at first use. */
export function createRequestChecker(): RequestChecker {
  const match = createOperationMatcher();
  const strictTypes = new Ajv({ allErrors: true, strict: false });
  // Path and query values are text on the wire: `per_page=100` is an integer.
  const textTypes = new Ajv({ allErrors: true, strict: false, coerceTypes: true });
  for (const ajv of [strictTypes, textTypes]) {
    addFormats.default(ajv);
    ajv.addFormat('repo.nwo', true);
  }
  const compiled = new Map<string, Compiled>();
  const compile = (operation: Operation): Compiled => {
    const known = compiled.get(operation.operationId);
    if (known !== undefined) return known;
    const made: Compiled = {
      path: textTypes.compile(parameterSchema(operation.parameters, 'path')),
      query: textTypes.compile(parameterSchema(operation.parameters, 'query')),
      ...(operation.bodySchema === undefined
        ? {}
        : { body: strictTypes.compile(objectSchema(operation.bodySchema)) }),
    };
    compiled.set(operation.operationId, made);
    return made;
  };

  return (method, path, query = {}, body) => {
    const found = match(method.toUpperCase(), path);
    const label = `${method.toUpperCase()} ${path}`;
    if (found === undefined)
      return [{ kind: 'operation', message: `${label}: not an operation that Rekey may use` }];
    const { operation, pathValues } = found;
    const schemas = compile(operation);
    const violations = [
      ...collect(schemas.path, { ...pathValues }, 'path', label),
      ...collect(schemas.query, toRecord(query), 'query', label),
    ];
    if (schemas.body === undefined) {
      if (!isEmpty(body)) violations.push({ kind: 'ignored', message: `${label}: takes no body` });
      return violations;
    }
    if (!operation.bodyRequired && isEmpty(body)) return violations;
    return [...violations, ...collect(schemas.body, body, 'body', label)];
  };
}

/** The same check as plain sentences: `(method, path, query, body) => violations`, empty when all is well. */
export function createGitHubValidator(): (
  method: string,
  path: string,
  query?: Query,
  body?: unknown,
) => string[] {
  const check = createRequestChecker();
  return (...request) => check(...request).map(({ message }) => message);
}
