import { findShapes } from '../formats/find-formats.ts';
import type { Candidate, Identity } from '../readers/candidate.ts';
import { percentDecoded } from '../text/unescape.ts';
import { slice, type Written } from '../text/written.ts';
import { URL_SECRETS, type UrlSecret } from './url-secrets.ts';
import { readUrlParts, type UrlParts } from './url-parts.ts';

const MAX_SERVER_URL = 2048;
/** Only secrets stand under these, although the names do not say so. */
const SHORT_NAMES = new Set(['ak', 'key', 'sig', 'signature']);
/** Sentry's "public key" in front of the `@`, and the user that Git hosts expect. */
const isPublicUser = (host: string, user: string) =>
  /(?:^|\.)sentry\.io$|^sentry\./.test(host) || user === 'git';

interface PathSecret {
  readonly secret: UrlSecret;
  readonly before: string;
  readonly segment: Written;
}

function segmentsOf(path: Written): readonly { readonly before: string; readonly segment: Written }[] {
  let start = 0;
  return path.value.split('/').map((segment) => {
    const from = start;
    start += segment.length + 1;
    return { before: path.value.slice(0, from), segment: slice(path, from, from + segment.length) };
  });
}

function findPathSecret({ host, path }: UrlParts): PathSecret | undefined {
  const rules = URL_SECRETS.filter((rule) => rule.segment && rule.host.test(host));
  if (rules.length === 0) return undefined;
  // No rule looks further; longer paths are not worth the work.
  for (const { before, segment } of segmentsOf(path).slice(0, 10)) {
    const secret = rules.find((rule) => rule.pathBefore?.test(before) && rule.segment?.test(segment.value));
    if (secret) return { secret, before, segment };
  }
  return undefined;
}

function identityOf({ secret: { provider, type, pathBefore }, before }: PathSecret): {
  readonly identity?: Identity;
} {
  if (type === undefined) return {};
  const keyId = pathBefore?.exec(before)?.groups?.['keyId'];
  return { identity: { provider, type, ...(keyId === undefined ? {} : { keyId }) } };
}

/** The address of a server as it may be stored and shown, or undefined when it is no complete web address. */
export function publicUrl(written: Written): string | undefined {
  const parts = readUrlParts(written);
  if (!parts || !/^(?:https?|wss?)$/.test(parts.scheme) || !/^[\w.:[\]-]+$/.test(parts.host))
    return undefined;
  const { path } = parts;
  const segment = findPathSecret(parts)?.segment;
  const secretStart = segment ? segment.offsetOf(0) - path.offsetOf(0) : path.value.length;
  const tokenStart = findShapes(path.value)[0]?.start ?? path.value.length;
  const url = parts.origin + path.value.slice(0, Math.min(secretStart, tokenStart));
  return url.length > MAX_SERVER_URL || /[${}<>\s"'`]/.test(url) ? undefined : url;
}

/** Everything in a URL that may be a credential: user and password, the path, the parameters. */
export function readUrl(outer: Candidate): readonly Candidate[] | undefined {
  const parts = readUrlParts(outer.written);
  if (!parts) return undefined;
  const { host, user, password, path, query } = parts;
  const { server, trust } = outer;
  const named = { server, trust, ...(outer.key === undefined ? {} : { key: outer.key }) };
  const found: Candidate[] = [];
  const slot = 'url-userinfo';
  if (password) {
    const common = { ...named, slot, host } as const;
    if (user) found.push({ ...common, written: percentDecoded(user), isSecretPlace: false });
    found.push({
      ...common,
      written: percentDecoded(password),
      isSecretPlace: true,
      user: user?.value ?? '',
    });
  } else if (user) {
    const isSecretPlace = !isPublicUser(host, user.value);
    found.push({ ...named, slot, written: percentDecoded(user), isSecretPlace });
  }
  const inPath = findPathSecret(parts);
  if (inPath) {
    const { provider } = inPath.secret;
    found.push({
      ...named,
      slot: 'url-path',
      written: percentDecoded(inPath.segment),
      isSecretPlace: true,
      isCertain: true,
      provider,
      ...identityOf(inPath),
    });
  } else {
    found.push({ ...named, slot: 'url-path', written: path, isSecretPlace: false });
  }
  // Badges carry tokens that show a picture and nothing else.
  const isPicture = /\.(?:svg|png|gif)$/i.test(path.value);
  for (const { name, value } of isPicture ? [] : query) {
    const rule = URL_SECRETS.find((one) => one.query?.includes(name) && one.host.test(host));
    found.push({
      server,
      trust,
      slot: 'url-query',
      key: name,
      written: percentDecoded(value),
      host,
      ...(rule ? { provider: rule.provider, isSecretPlace: true } : {}),
      ...(SHORT_NAMES.has(name.toLowerCase()) ? { isSecretPlace: true } : {}),
    });
  }
  return found;
}
