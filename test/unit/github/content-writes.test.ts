import { describe, expect, it } from '@jest/globals';
import { contentWrite } from '../../../src/github/content-writes.ts';

const R = '/repos/{owner}/{repo}';

describe('contentWrite', () => {
  it.each([
    ['POST', `${R}/check-runs`, { creates: true, issue: false, notifies: false }],
    ['PATCH', `${R}/check-runs/{check_run_id}`, { creates: false, issue: false, notifies: false }],
    ['POST', `${R}/issues`, { creates: true, issue: true, notifies: true }],
    ['POST', 'https://ghe.example/api/v3/repos/o/r/issues', { creates: true, issue: true, notifies: true }],
    ['PATCH', `${R}/issues/{issue_number}`, { creates: false, issue: false, notifies: true }],
    ['POST', `${R}/issues/{issue_number}/comments`, { creates: true, issue: false, notifies: true }],
    ['PUT', `${R}/actions/secrets/{secret_name}`, { creates: false, issue: false, notifies: false }],
    [
      'PATCH',
      `${R}/secret-scanning/alerts/{alert_number}`,
      { creates: false, issue: false, notifies: false },
    ],
  ])('counts %s %s', (method, url, wanted) => {
    expect(contentWrite(method, url)).toEqual(wanted);
  });

  it.each([
    ['GET', `${R}/issues`],
    ['DELETE', `${R}/actions/variables/{name}`],
    ['POST', '/app/installations/{installation_id}/access_tokens'],
    ['POST', '/app/hook/deliveries/{delivery_id}/attempts'],
    ['POST', '/credentials/revoke'],
  ])('does not count %s %s', (method, url) => {
    expect(contentWrite(method, url)).toBeUndefined();
  });

  it('tells a GraphQL mutation from a query', () => {
    expect(contentWrite('POST', '/graphql', 'query { viewer { login } }')).toBeUndefined();
    expect(contentWrite('POST', '/graphql', ' mutation M { x }')).toMatchObject({ creates: true });
  });
});
