const MAX_PATH = 500;

/** A page of this dashboard to go on to; `/` for anything that is no plain path of it. */
export function returnPath(wanted: string | null | undefined): string {
  if (!wanted || wanted.length > MAX_PATH || !/^\/(?![/\\])[\x21-\x7e]*$/.test(wanted)) return '/';
  const base = 'http://dashboard.invalid';
  const url = URL.parse(wanted, base);
  return url?.origin === base && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}` : '/';
}
