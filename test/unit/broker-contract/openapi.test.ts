import { describe, expect, it } from '@jest/globals';
import { openApiDocument } from '../../../src/broker-contract/openapi.ts';
import { openApiErrors } from '../../support/broker/openapi-errors.ts';

/** A copy of the document in which one place is another; undefined takes it away. */
function changed(place: readonly string[], value: unknown): object {
  const copy = structuredClone(openApiDocument()) as Record<string, unknown>;
  const last = place.at(-1) ?? '';
  let at = copy;
  for (const name of place.slice(0, -1)) at = at[name] as Record<string, unknown>;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

const REVOCATIONS = ['paths', '/v1/revocations', 'post'];
const REVOCATION = ['paths', '/v1/revocations/{id}', 'get'];
const CAPABILITIES = ['paths', '/v1/capabilities', 'get'];

describe('openApiDocument', () => {
  it('is OpenAPI 3.1 by the schema of the OpenAPI Initiative, and all that it refers to exists', async () => {
    expect(openApiDocument()).toMatchObject({ openapi: '3.1.0' });
    expect(await openApiErrors(openApiDocument())).toEqual([]);
  });

  it.each<[string, readonly string[], unknown]>([
    ['no title', ['info', 'title'], undefined],
    ['a parameter in no known place', [...REVOCATIONS, 'parameters', '0', 'in'], 'sky'],
    ['a path parameter that may be left out', [...REVOCATION, 'parameters', '0', 'required'], undefined],
    ['an answer without a description', [...CAPABILITIES, 'responses', '200', 'description'], undefined],
    ['a reference to nothing', ['components', 'schemas', 'Problem'], undefined],
    ['a schema that is none', ['components', 'schemas', 'Problem', 'type'], 'word'],
    ['two operations of one name', [...CAPABILITIES, 'operationId'], 'keys'],
    ['a path without its parameter', [...REVOCATION, 'parameters'], []],
    ['a security scheme that it does not define', ['components', 'securitySchemes', 'hmac'], undefined],
    ['an unknown member', [...CAPABILITIES, 'surprise'], 1],
  ])('would be found wrong with %s', async (_what, place, value) => {
    expect(await openApiErrors(changed(place, value))).not.toEqual([]);
  });
});
