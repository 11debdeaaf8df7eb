import type { IncomingMessage } from 'node:http';

/** How a cookie is kept. */
export interface CookieRules {
  readonly secure: boolean;
  /** `Lax`: sent when another site's page leads here, but not with its forms. */
  readonly sameSite: 'Strict' | 'Lax';
  /** 0: it is deleted. */
  readonly seconds: number;
}

/**
 * With https a name that browsers take from this very host and over https only (RFC 6265bis, "__Host-"), so that nobody on a
 * neighbouring host can put one under it.
 */
const nameOf = (name: string, secure: boolean): string => (secure ? `__Host-${name}` : name);

/** The value of `set-cookie`. Scripts never see it. */
export function writeCookie(name: string, value: string, { secure, sameSite, seconds }: CookieRules): string {
  const attributes = `Path=/; HttpOnly; SameSite=${sameSite}; Max-Age=${seconds}${secure ? '; Secure' : ''}`;
  return `${nameOf(name, secure)}=${value}; ${attributes}`;
}

/** The value of a cookie of ours; undefined without one. */
export function readCookie(cookies: string | undefined, name: string, secure: boolean): string | undefined {
  const start = `${nameOf(name, secure)}=`;
  return cookies
    ?.split(/;\s*/)
    .find((part) => part.startsWith(start))
    ?.slice(start.length);
}

/** The address of the dashboard as people reach it: the operator's word, else what the browser asked for. */
export function originOf(
  { publicUrl }: { readonly publicUrl?: string | undefined },
  { headers }: Pick<IncomingMessage, 'headers'>,
): string {
  if (publicUrl !== undefined) return new URL(publicUrl).origin;
  const scheme = headers['x-forwarded-proto'] === 'https' ? 'https' : 'http';
  return `${scheme}://${headers.host ?? 'localhost'}`;
}

export const isSecure = (
  place: { readonly publicUrl?: string | undefined },
  request: Pick<IncomingMessage, 'headers'>,
): boolean => originOf(place, request).startsWith('https:');
