import { RekeyError } from '../../../../src/base/errors.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

/** Words for people and for other tools: they decide nothing about a request. */
const PROSE = new Set([
  'description',
  'summary',
  'example',
  'examples',
  'externalDocs',
  'default',
  'tags',
  'title',
]);
/** Members whose keys are names chosen by the API, so a property called `description` stays. */
const NAME_MAPS = new Set(['properties', 'patternProperties']);
const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch']);

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function idOf(operation: JsonObject): string {
  const { operationId } = operation;
  return typeof operationId === 'string' ? operationId : '';
}

function resolve(document: JsonObject, pointer: string): Json {
  let at: Json | undefined = document;
  for (const step of pointer.slice('#/'.length).split('/')) at = isObject(at) ? at[step] : undefined;
  if (at === undefined)
    throw new RekeyError('OPENAPI_BROKEN_REF', `The description has no ${pointer}; is it complete?`);
  return at;
}

/** A copy with every reference replaced by its target and all prose left out. */
function inline(document: JsonObject, value: Json, names = false): Json {
  if (Array.isArray(value)) return value.map((item: Json) => inline(document, item));
  if (!isObject(value)) return value;
  if (typeof value['$ref'] === 'string') return inline(document, resolve(document, value['$ref']));
  const kept = Object.entries(value).filter(
    ([key]) => names || (!PROSE.has(key) && (!key.startsWith('x-') || key === 'x-multi-segment')),
  );
  return Object.fromEntries(
    kept.map(([key, item]) => [key, inline(document, item, !names && NAME_MAPS.has(key))]),
  );
}

function cutOperation(document: JsonObject, operation: JsonObject): JsonObject {
  const { operationId = null, parameters = [], requestBody, responses = {} } = operation;
  const statuses = isObject(responses) ? Object.keys(responses) : [];
  return {
    operationId,
    parameters: inline(document, parameters),
    ...(requestBody === undefined ? {} : { requestBody: inline(document, requestBody) }),
    // OpenAPI wants responses; only which statuses exist is kept.
    responses: Object.fromEntries(statuses.map((status) => [status, { description: '' }])),
  };
}

/**
 * Cuts the named operations out of GitHub's OpenAPI description: parameters and request bodies with every reference
 * resolved, without prose and response bodies, still a valid OpenAPI 3.0 document.
 *
 * @param operationIds GitHub's operation ids; one that the description lacks is an error, so none is lost silently
 */
export function cutSubset(document: JsonObject, operationIds: readonly string[], notice: string): JsonObject {
  const wanted = new Set(operationIds);
  const paths: Record<string, JsonObject> = {};
  for (const [path, item] of Object.entries(isObject(document['paths']) ? document['paths'] : {})) {
    const operations = Object.entries(isObject(item) ? item : {}).filter(
      (entry): entry is [string, JsonObject] =>
        METHODS.has(entry[0]) && isObject(entry[1]) && wanted.delete(idOf(entry[1])),
    );
    if (operations.length === 0) continue;
    paths[path] = Object.fromEntries(
      operations.map(([method, operation]) => [method, cutOperation(document, operation)]),
    );
  }
  if (wanted.size > 0)
    throw new RekeyError('OPENAPI_UNKNOWN_OPERATION', `The description lacks: ${[...wanted].join(', ')}.`);
  const info = isObject(document['info']) ? document['info'] : {};
  return {
    openapi: document['openapi'] ?? '3.0.3',
    info: {
      title: "A subset of GitHub's OpenAPI description: what Rekey may send",
      version: info['version'] ?? 'unknown',
      license: info['license'] ?? {},
      'x-notice': notice,
    },
    paths,
  };
}
