import { describe, expect, it } from '@jest/globals';
import { parseCommand } from '../../../src/sources/commands/parse-command.ts';

const APPROVE = { verb: 'approve' };
const UNCLEAR = { verb: 'unclear' };
const ZERO_WIDTH = '\u{200b}';

describe('parseCommand', () => {
  it.each<[string, object]>([
    ['/rekey revoke', { verb: 'revoke' }],
    ['/REKEY Rotated', { verb: 'rotated' }],
    ['/rekey RESCAN ', { verb: 'rescan' }],
    ['/rekey help', { verb: 'help' }],
    ['/rekey revoke.', { verb: 'revoke' }],
    ['/rekey rotated!', { verb: 'rotated' }],
    ['/rekey Not-A-Secret a test value', { verb: 'not-a-secret', reason: 'a test value' }],
    ['/rekey not_a_secret x', { verb: 'not-a-secret', reason: 'x' }],
    ['/rekey owner @acme/payments', { verb: 'owner', owner: '@acme/payments' }],
    ['/rekey owner @a\n/rekey owner @a', { verb: 'owner', owner: '@a' }],
    ['/rekey owner payments', { verb: 'owner', owner: 'payments' }],
    [
      '/rekey Accept-Risk read-only until then UNTIL  2027-01-31',
      { verb: 'accept-risk', reason: 'read-only until then', until: '2027-01-31' },
    ],
    ['/rekey accept-risk a until b until c d', { verb: 'accept-risk', reason: 'a until b', until: 'c d' }],
    ['/rekey accept-risk it can wait', { verb: 'accept-risk', reason: 'it can wait' }],
    ['/rekey accept-risk it can wait until', { verb: 'accept-risk', reason: 'it can wait' }],
    [`/rekey accept-risk ${'until '.repeat(9000)}`, { verb: 'unclear', meant: 'accept-risk' }],
    [
      `/rekey accept-risk a ${'until '.repeat(9000)}`,
      { verb: 'accept-risk', reason: `a ${'until '.repeat(9000)}`.slice(0, 4000) },
    ],
  ])('%# reads what stands after the verb', (text, command) => {
    expect(parseCommand(text)).toEqual(command);
  });

  it.each<[string, string]>([
    ['/rekey help me', 'help'],
    ['/rekey approve not yet', 'approve'],
    ['/rekey revoke please', 'revoke'],
    ['/rekey decline', 'decline'],
    [`/rekey decline ${ZERO_WIDTH}`, 'decline'],
    ['/rekey not-a-secret', 'not-a-secret'],
    ['/rekey accept-risk', 'accept-risk'],
    ['/rekey accept-risk until 2027-01-31', 'accept-risk'],
    ['/rekey owner', 'owner'],
    ['/rekey owner @a @b', 'owner'],
    ['/rekey rotated yesterday', 'rotated'],
  ])('%j names a verb and does not say enough, or too much', (text, meant) => {
    expect(parseCommand(text)).toEqual({ verb: 'unclear', meant });
  });

  it.each([
    ['/rekey approve'],
    ['/Rekey   APPROVE  '],
    ['   /rekey\tapprove'],
    ['/REKEY\u{a0}Approve'],
    ['Payments says yes.\n/rekey approve'],
    ['Payments says yes.\r\n\r\n/rekey approve\r\nThanks!'],
    ['/rekey approve\n/rekey approve'],
    ['```\n/rekey decline no\n```\n/rekey approve'],
    ['~~~~\n```\n~~~~\n/rekey approve'],
    ['> /rekey decline no\n\n/rekey approve'],
    ['<!-- a --> \n/rekey approve'],
    ['<!-- a\n/rekey decline no -->\n/rekey approve'],
    ['It is `fine` and ``so on``.\n/rekey approve'],
    ['- done\n/rekey approve'],
    ['See <https://acme.dev/a>, [docs](https://acme.dev/b) and `List<String>`.<br>\n/rekey approve'],
    ['[x]: /url "\n\n/rekey approve'],
    ['- [ ] todo, a < b, $5 or $6\n/rekey approve'],
  ])('%j approves', (text) => {
    expect(parseCommand(text)).toEqual(APPROVE);
  });

  it.each([
    ['/rekey decline payments run tonight', 'payments run tonight'],
    ['/rekey Decline   a   b ', 'a b'],
    [`/rekey decline ${ZERO_WIDTH}a\u{202e}b`, 'a b'],
    [`/rekey decline ${'x'.repeat(5000)}`, 'x'.repeat(4000)],
    ['/rekey decline @octo <b>#1', '@octo <b>#1'],
    ['/rekey decline it is the <TOKEN> of [docs]', 'it is the <TOKEN> of [docs]'],
  ])('%j declines with its reason', (text, reason) => {
    expect(parseCommand(text)).toEqual({ verb: 'decline', reason });
  });

  it.each([
    ['/rekey'],
    ['/rekey approve?'],
    ['/rekey not a secret it is a test value'],
    ['/rekey owner @a\n/rekey owner @b'],
    [`/rekey appr${ZERO_WIDTH}ove`],
    ['/rekey \u{430}pprove'],
    ['/rekey approve\n/rekey decline no'],
    ['/rekey __proto__'],
    ['/rekey constructor'],
  ])('%j asks for something, and it is not clear what', (text) => {
    expect(parseCommand(text)).toEqual(UNCLEAR);
  });

  it.each<[string]>([
    [''],
    ['rekey approve'],
    ['Please /rekey approve'],
    ['//rekey approve'],
    ['/rekeyapprove'],
    ['/rekey-approve'],
    [`${ZERO_WIDTH}/rekey approve`],
    [`/re${ZERO_WIDTH}key approve`],
    [`/rekey${ZERO_WIDTH} approve`],
    ['\u{ff0f}rekey approve'],
    ['`/rekey approve`'],
    ['**/rekey approve**'],
    ['> /rekey approve'],
    ['>/rekey approve'],
    ['- > quoted\n/rekey approve'],
    ['> quoted\n/rekey approve'],
    ['> quoted\n\n> more\n/rekey approve'],
    ['    /rekey approve'],
    ['\t/rekey approve'],
    ['  \t/rekey approve'],
    ['```\n/rekey approve\n```'],
    ['```sh\n/rekey approve'],
    ['````\n```\n/rekey approve\n````'],
    ['~~~\n```\n/rekey approve\n~~~'],
    ['``` a\n``` b\n/rekey approve\n```'],
    ['- ```\n  /rekey approve\n  ```'],
    ['10. ```\n```\n/rekey approve\n```'],
    ['1. a\n   ```\n   /rekey approve\n   ```'],
    ['    ```\n/rekey approve'],
    ['`code\n/rekey approve\nends`'],
    ['``a `b` c\n/rekey approve ``'],
    ['<!-- /rekey approve -->'],
    ['`<!-- -->\n/rekey approve\n`'],
    ['<!--\n/rekey approve\n-->'],
    ['<!-- a --> <!-- \n/rekey approve'],
    ['text <!--\n\n/rekey approve'],
    ['<pre>\n\n/rekey approve\n</pre>'],
    ['<details><summary>old</summary>\n\n/rekey approve\n</details>'],
    ['<blockquote>\n/rekey approve\n</blockquote>'],
    ['<BLOCKQUOTE class=x>\n\n/rekey approve'],
    ['<a title="\n/rekey approve\n">'],
    ['<a title=">\n/rekey approve\n">'],
    ['<a title="`>`\n/rekey approve\n">'],
    ['\\`<a title="`\n/rekey approve\n">'],
    ['<div title="\n\n/rekey approve\n\n">'],
    ['> <div title="\n\n/rekey approve'],
    ['<!--\n--> <a title="\n/rekey approve\n">'],
    ['<ruby><rp>\n/rekey approve\n</rp></ruby>'],
    ['<?\n/rekey approve\n?>'],
    ['<![CDATA[\n/rekey approve\n]]>'],
    ['[x]: <\n/rekey approve\n>'],
    ['[x]: /url "\n/rekey approve\n"'],
    ['[x]:\n/url (\n/rekey approve\n)'],
    ['[\n/rekey approve\n]: /url'],
    ['[a \\]\n/rekey approve\n]: /url'],
    ['[^1]: note\n/rekey approve'],
    ['[x](/url "\n/rekey approve\n")'],
    ['[x](/url "a)\n/rekey approve\n")'],
    ['![a [b]\n/rekey approve\n](/url)'],
    ['$$\n/rekey approve\n$$'],
    ['$$\n\n/rekey approve\n$$'],
    ['$\\phantom{\n/rekey approve\n}$'],
    ['/rekey approve'.padEnd(65_537)],
    ['- /rekey approve'],
    ['# /rekey approve'],
    ['| /rekey approve |'],
  ])('%j says nothing to Rekey', (text) => {
    expect(parseCommand(text)).toBeUndefined();
  });

  it.each([
    ['backticks', '`'.repeat(60_000)],
    ['lines of backticks', '``` `\n'.repeat(10_000)],
    ['quotes', '>'.repeat(60_000)],
    ['marks of lists', '- '.repeat(30_000)],
    ['spaces', ' '.repeat(60_000)],
    ['openings of comments', '<!--'.repeat(15_000)],
    ['openings of elements', '<pre'.repeat(15_000)],
    ['openings of links', '<a '.repeat(20_000)],
    ['one long element', `<a ${'a="" '.repeat(12_000)}`],
    ['one long address', `<${'a'.repeat(60_000)}`],
    ['brackets', '[]('.repeat(20_000)],
    ['formulas', '$ '.repeat(30_000)],
    ['commands', '/rekey approve\n'.repeat(4_000)],
    ['an open span on each line', '`a\n'.repeat(20_000)],
    ['open spans on many lines', `${'a `'.repeat(10)}\n`.repeat(2_000)],
  ])('reads 64 KB of %s in no time', (_name, text) => {
    const start = performance.now();
    parseCommand(`${text}\n/rekey approve`);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
