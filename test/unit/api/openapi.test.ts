import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { apiDocument } from '../../../src/api/openapi.ts';
import { findOperation, OPERATIONS } from '../../../src/api/operations.ts';
import { openApiErrors } from '../../support/broker/openapi-errors.ts';

const FILE = new URL('../../../docs/api-openapi.json', import.meta.url);

describe('the document of the JSON API', () => {
  it('is OpenAPI 3.1 by the schema of the OpenAPI Initiative, and all that it refers to exists', async () => {
    expect(apiDocument()).toMatchObject({ openapi: '3.1.0' });
    expect(await openApiErrors(apiDocument())).toEqual([]);
  });

  it('stands in docs as it is served: node scripts/write-api-openapi.ts', () => {
    expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(apiDocument());
  });

  it('names each answer once, and describes a cursor wherever there is a next page', () => {
    expect(new Set(OPERATIONS.map(({ name }) => name)).size).toBe(OPERATIONS.length);
    for (const { id, query, name } of OPERATIONS)
      expect([id, 'cursor' in query.shape && 'limit' in query.shape]).toEqual([id, name.endsWith('Page')]);
  });
});

describe('findOperation', () => {
  const ID = '01234567-89ab-4cde-8f01-23456789abcd';

  it('finds by path, with the id in it', () => {
    expect(findOperation('/api/v1/incidents')?.operation.id).toBe('listIncidents');
    expect(findOperation(`/api/v1/credentials/${ID}/uses`)).toMatchObject({
      operation: { id: 'getCredentialUses' },
      id: ID,
    });
  });

  it.each([
    '/api/v1',
    '/api/v1/',
    '/api/v1/incidents/',
    '/api/v1/incidents/x',
    `/api/v1/incidents/${ID.toUpperCase()}`,
    `/api/v1/incidents/${ID}/uses`,
    `/api/v2/incidents`,
    '/api/v1/constructor',
  ])('knows nothing at %s', (path) => {
    expect(findOperation(path)).toBeUndefined();
  });
});
