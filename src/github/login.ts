/** Also managed users (`octo_corp`) and Apps (`dependabot[bot]`). It can stand in code, in an address and in a row. */
const LOGIN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\[bot\])?$/;

/** The author of something that GitHub ties to no account. An e-mail address that it may show is never kept. */
export const NO_ACCOUNT = '';

/** A login of GitHub as an answer of GitHub names it; undefined for anything else, such as an e-mail address. */
export function readLogin(value: unknown): string | undefined {
  return typeof value === 'string' && LOGIN.test(value) ? value : undefined;
}

/** True for the account of an App, which nobody can assign or call. */
export function isBot(login: string): boolean {
  return login.endsWith('[bot]');
}
