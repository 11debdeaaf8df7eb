import { z } from 'zod';
import { Breakers, Resumed, ResumeRequest } from './breakers.ts';
import { Capabilities, KeySet } from './capabilities.ts';
import { DescribeRequest, Description } from './describe.ts';
import { GitHubAlerts, GitHubLabels, GitLabTokens, GitLabTypes } from './foreign.ts';
import { OAuthError, OAuthToken, OAuthTokenRequest } from './oauth.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { Problem } from './problem.ts';
import { Renewal, RenewalRequest } from './renewal.ts';
import { RevocationRequest } from './revocation-request.ts';
import { Delivery, Rotation, RotationRequest } from './rotation.ts';
import { Revocation, RevocationEvent } from './revocation.ts';

/** Named schemas of the document: the very ones that the broker checks requests with. */
const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  RevocationRequest,
  Revocation,
  RevocationEvent,
  Capabilities,
  KeySet,
  DescribeRequest,
  Description,
  RotationRequest,
  Rotation,
  Delivery,
  RenewalRequest,
  Renewal,
  Problem,
  GitLabTokens,
  GitLabTypes,
  GitHubAlerts,
  GitHubLabels,
  OAuthTokenRequest,
  OAuthToken,
  OAuthError,
  Breakers,
  ResumeRequest,
  Resumed,
};

/** Requests are described as they may be sent: what has a default may be left out. */
function toSchema(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' });
  return rest;
}

const content = (type: string, schema: string) => ({
  content: { [type]: { schema: { $ref: `#/components/schemas/${schema}` } } },
});

const RETRY_AFTER = {
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1 } },
};
const LOCATION = { Location: { description: 'Where its state can be read.', schema: { type: 'string' } } };
const PASSING = new Set(['429', '503']);

function toResponses({ answers, problems, errors = 'problem' }: Operation): Readonly<Record<string, object>> {
  const good = Object.entries(answers).map(([status, answer]): [string, object] => [
    status,
    {
      description: answer.description,
      ...(answer.location ? { headers: LOCATION } : {}),
      ...(answer.schema ? content('application/json', answer.schema) : {}),
    },
  ]);
  const bad = problems.map((status): [string, object] => [
    String(status),
    {
      description: errors === 'oauth' ? 'OAuth error, RFC 6749 section 5.2' : 'Problem, RFC 9457',
      ...(PASSING.has(String(status)) ? { headers: RETRY_AFTER } : {}),
      ...(errors === 'oauth' && !PASSING.has(String(status))
        ? content('application/json', 'OAuthError')
        : content('application/problem+json', 'Problem')),
    },
  ]);
  return Object.fromEntries([...good, ...bad]);
}

function toOperation(operation: Operation): object {
  const { id, summary, security, parameters = [], request } = operation;
  return {
    operationId: id,
    summary,
    security: security.map((name) => ({ [name]: [] })),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(request
      ? { requestBody: { required: true, ...content(request.type ?? 'application/json', request.schema) } }
      : {}),
    responses: toResponses(operation),
  };
}

/** The whole contract as an OpenAPI 3.1 document. */
export function openApiDocument(): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: toOperation(operation),
    };
  }
  const callback = { ...content('application/json', 'RevocationEvent'), required: true };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rekey broker',
      version: '1.0.0',
      license: { name: 'MIT', identifier: 'MIT' },
      description:
        'Ends leaked credentials at their issuers and proves it. GET /v1/revocable_token_types and POST /v1/revoke_tokens are GitLab’s Token Revocation API.',
    },
    servers: [{ url: 'https://broker.example.com' }],
    paths,
    webhooks: {
      'revocation.updated': {
        post: {
          operationId: 'revocationUpdated',
          summary: 'A revocation of the client changed; signed by Standard Webhooks 1.0.',
          requestBody: callback,
          responses: { '2XX': { description: 'Taken; anything else is sent again.' } },
        },
      },
    },
    components: {
      securitySchemes: {
        oauth2: {
          type: 'oauth2',
          description: 'Client credentials with private_key_jwt (RFC 7523); access tokens live five minutes.',
          flows: {
            clientCredentials: {
              tokenUrl: '/oauth/token',
              scopes: {
                revoke: 'end credentials',
                describe: 'ask about credentials',
                rotate: 'replace credentials',
                operate: 'run the broker',
              },
            },
          },
        },
        mtls: { type: 'mutualTLS', description: 'The certificate’s SHA-256 fingerprint names the client.' },
        hmac: {
          type: 'apiKey',
          in: 'header',
          name: 'Signature',
          description:
            'HTTP Message Signatures (RFC 9421), one signature with hmac-sha256. It covers exactly "@method", "@path", "@query", "content-digest" (RFC 9530, sha-256, of an empty body too) and, if and only if the request has one, "idempotency-key"; "created" within five minutes, and a "nonce" of 16 to 200 characters that is used once.',
        },
        gitlab: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'The token that GitLab was given.',
        },
        github: {
          type: 'apiKey',
          in: 'header',
          name: 'Github-Public-Key-Signature',
          description: 'ECDSA P-256 with SHA-256 over the body, by a key that GitHub publishes.',
        },
      },
      schemas: Object.fromEntries(Object.entries(SCHEMAS).map(([name, schema]) => [name, toSchema(schema)])),
    },
  };
}
