import { describe, expect, it } from '@jest/globals';
import { cutSubset } from '../../../demo/world/github/openapi/cut-subset.ts';
import { readSubset } from '../../../demo/world/github/openapi/match-operation.ts';
import { OPERATIONS } from '../../../demo/world/github/openapi/operations.ts';
import {
  createGitHubValidator,
  createRequestChecker,
} from '../../../demo/world/github/openapi/validate-request.ts';
import { expectNoViolations } from '../../support/github-openapi/expect-no-violations.ts';

const validate = createGitHubValidator();
const annotation = (level: string) => ({
  path: '.mcp.json',
  start_line: 3,
  end_line: 3,
  start_column: 5,
  end_column: 9,
  annotation_level: level,
  message: 'A credential leaked here.',
});
const checkRun = (annotations: readonly object[]) => ({
  name: 'Rekey',
  head_sha: 'a'.repeat(40),
  status: 'completed',
  conclusion: 'failure',
  output: { title: 'One leak', summary: 'It is dead.', annotations },
});

describe('the committed subset', () => {
  it('holds exactly the operations that the list names, with the source and its licence', () => {
    const { paths, info } = readSubset();
    const ids = Object.values(paths).flatMap((item) =>
      Object.values(item).map((operation) => operation.operationId),
    );
    expect(ids.toSorted()).toEqual(OPERATIONS.toSorted());
    expect(info).toMatchObject({ version: '23.0.2', license: { name: 'MIT' } });
  });
});

describe('cutSubset', () => {
  const document = {
    openapi: '3.0.3',
    info: { version: '1', license: { name: 'MIT' } },
    paths: {
      '/a/{id}': {
        get: {
          operationId: 'a/get',
          description: 'prose',
          parameters: [{ $ref: '#/components/parameters/id' }],
          requestBody: {
            content: {
              'application/json': {
                schema: {
                  properties: { description: { type: 'string', description: 'prose', example: 'x' } },
                },
              },
            },
          },
          responses: { 200: { description: 'prose', content: {} } },
        },
        put: { operationId: 'a/put' },
      },
      '/b': { get: { operationId: 'b/get' } },
    },
    components: { parameters: { id: { name: 'id', in: 'path', 'x-multi-segment': true, 'x-else': 1 } } },
  };

  it('keeps named operations with references resolved, without prose but with fields called description', () => {
    const { paths } = cutSubset(document, ['a/get'], 'notice');
    expect(paths).toEqual({
      '/a/{id}': {
        get: {
          operationId: 'a/get',
          parameters: [{ name: 'id', in: 'path', 'x-multi-segment': true }],
          requestBody: {
            content: { 'application/json': { schema: { properties: { description: { type: 'string' } } } } },
          },
          responses: { 200: { description: '' } },
        },
      },
    });
  });

  it('refuses an operation that the description lacks, and a broken reference', () => {
    expect(() => cutSubset(document, ['a/get', 'c/get'], '')).toThrow('lacks: c/get');
    const broken = { ...document, components: {} };
    expect(() => cutSubset(broken, ['a/get'], '')).toThrow('has no #/components/parameters/id');
  });
});

describe('the validator', () => {
  it.each([
    ['POST', '/repos/o/r/check-runs', {}, checkRun(Array.from({ length: 50 }, () => annotation('failure')))],
    ['GET', '/repos/o/r/contents/.github%2Frekey.yml', { ref: 'main' }, undefined],
    ['GET', '/repos/o/r/contents/.github/rekey.yml', {}, undefined],
    ['GET', '/repos/o/r/compare/feature/a...feature/b', { per_page: '100', page: '2' }, undefined],
    ['GET', '/repos/o/r/commits/heads/a/b/check-runs', { filter: 'all', app_id: '7' }, undefined],
    ['PATCH', '/repos/o/r/issues/7', {}, { state: 'closed', state_reason: 'completed', milestone: null }],
    ['POST', '/app/installations/1/access_tokens', {}, undefined],
    ['POST', '/credentials/revoke', {}, { credentials: ['x'] }],
    ['post', '/repos/o/r/issues', {}, { title: 'A leak', labels: ['rekey'] }],
  ])('accepts %s %s', (method, path, query, body) => {
    expect(validate(method, path, query, body)).toEqual([]);
  });

  it.each([
    [
      '51 annotations',
      'POST',
      '/repos/o/r/check-runs',
      {},
      checkRun(Array.from({ length: 51 }, () => annotation('notice'))),
      'body/output/annotations must NOT have more than 50 items',
    ],
    [
      'an unknown level',
      'POST',
      '/repos/o/r/check-runs',
      {},
      checkRun([annotation('error')]),
      'annotation_level must be equal to one of the allowed values',
    ],
    [
      'a missing field',
      'POST',
      '/repos/o/r/check-runs',
      {},
      { name: 'Rekey' },
      "body must have required property 'head_sha'",
    ],
    ['a missing body', 'POST', '/repos/o/r/issues', {}, undefined, 'body must be object'],
    [
      'an unknown field',
      'POST',
      '/repos/o/r/issues',
      {},
      { title: 'x', lables: [] },
      'body has unknown "lables"',
    ],
    ['a body where none goes', 'GET', '/repos/o/r', {}, { a: 1 }, 'takes no body'],
    ['an unknown operation', 'DELETE', '/repos/o/r', {}, undefined, 'not an operation that Rekey may use'],
    ['an unknown path', 'GET', '/repos/o/r/nothing', {}, undefined, 'not an operation that Rekey may use'],
    [
      'a bad path parameter',
      'GET',
      '/repos/o/r/issues/seven',
      {},
      undefined,
      'path/issue_number must be integer',
    ],
    [
      'an unknown query parameter',
      'GET',
      '/repos/o/r/issues',
      { labls: 'x' },
      undefined,
      'query has unknown "labls"',
    ],
    [
      'a bad query value',
      'GET',
      '/repos/o/r/issues',
      { state: 'shut' },
      undefined,
      'query/state must be equal',
    ],
    [
      'a repeated query value',
      'GET',
      '/repos/o/r/issues',
      new URLSearchParams('page=1&page=2'),
      undefined,
      'query/page must be integer',
    ],
    [
      '1001 credentials',
      'POST',
      '/credentials/revoke',
      {},
      { credentials: Array.from({ length: 1001 }, () => 'x') },
      'must NOT have more than 1000 items',
    ],
    [
      'a long action label',
      'POST',
      '/repos/o/r/check-runs',
      {},
      { ...checkRun([]), actions: [{ label: 'x'.repeat(21), description: 'd', identifier: 'i' }] },
      'label must NOT have more than 20 characters',
    ],
    [
      'a hostile field name',
      'POST',
      '/repos/o/r/issues',
      {},
      JSON.parse('{"title":"x","__proto__":{"a":1}}'),
      'body has unknown "__proto__"',
    ],
  ])('rejects %s', (_name, method, path, query, body, message) => {
    expect(validate(method, path, query, body)).toEqual([expect.stringContaining(message)]);
  });

  it('tells what GitHub would refuse from what it would ignore', () => {
    const check = createRequestChecker();
    const kinds = (body: unknown) => check('POST', '/repos/o/r/issues', {}, body).map(({ kind }) => kind);
    expect(kinds({ title: 'x', lables: [] })).toEqual(['ignored']);
    expect(kinds({ body: 'x' })).toEqual(['body']);
  });

  it('gathers the violations of many requests into one error', () => {
    expect(() => expectNoViolations([{ violations: [] }])).not.toThrow();
    expect(() => expectNoViolations([{ violations: ['one'] }, { violations: ['two'] }])).toThrow(/one\ntwo/);
  });
});
