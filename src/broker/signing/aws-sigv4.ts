import { createHash, createHmac } from 'node:crypto';

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** What AWS Signature Version 4 signs. */
export interface SignableRequest {
  readonly method: string;
  readonly target: URL;
  /** Names in lower case. All of them are signed, beside `host` and `x-amz-date`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface AwsKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * The headers that sign a request with AWS Signature Version 4:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 *
 * @param options.host the name that is signed, when the request goes to another address than it is written for
 * @param options.now milliseconds since the epoch; AWS refuses a date that is more than five minutes off
 */
export function signAws(
  request: SignableRequest,
  key: AwsKey,
  options: {
    readonly region: string;
    readonly service: string;
    readonly host?: string;
    readonly now: number;
  },
): Readonly<Record<string, string>> {
  const { region, service, host = request.target.host } = options;
  const time = new Date(options.now).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const headers: Record<string, string> = { ...request.headers, host, 'x-amz-date': time };
  const names = Object.keys(headers).toSorted();
  const signed = names.join(';');
  const canonical = [
    request.method,
    request.target.pathname,
    canonicalQuery(request.target.searchParams),
    ...names.map((name) => `${name}:${(headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}`),
    '',
    signed,
    sha256(request.body ?? ''),
  ].join('\n');
  const scope = [time.slice(0, 8), region, service, 'aws4_request'];
  const text = [ALGORITHM, time, scope.join('/'), sha256(canonical)].join('\n');
  const signingKey = scope.reduce<string | Buffer>(hmac, `AWS4${key.secretAccessKey}`);
  const signature = hmac(signingKey, text).toString('hex');
  return {
    'x-amz-date': time,
    authorization: `${ALGORITHM} Credential=${key.accessKeyId}/${scope.join('/')}, SignedHeaders=${signed}, Signature=${signature}`,
  };
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&');
}

/** RFC 3986: everything but unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
