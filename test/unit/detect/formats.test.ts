import { describe, expect, it } from '@jest/globals';
import { HEX, characterClass } from '../../../src/detect/formats/character-class.ts';
import { findFormats } from '../../../src/detect/formats/find-formats.ts';
import { assertScannable } from '../../../src/detect/formats/formats.ts';
import { detect, formats } from '../../../src/detect/index.ts';
import { generators, sampler } from '../../support/credentials.ts';

/** The shapes as their issuers and public catalogues give them, written down apart from the table. */
const DOCUMENTED: Readonly<Record<string, RegExp>> = {
  'github-pat-classic': /^ghp_[A-Za-z0-9]{36}$/,
  'github-oauth': /^gho_[A-Za-z0-9]{36}$/,
  'github-user-to-server': /^ghu_[A-Za-z0-9]{36}$/,
  'github-server-to-server': /^ghs_[A-Za-z0-9]{36}$/,
  'github-refresh': /^ghr_[A-Za-z0-9]{76}$/,
  'github-pat-fine-grained': /^github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}$/,
  'gitlab-pat': /^glpat-[\w-]{20}$/,
  'slack-bot-token': /^xoxb-\d+-\d+-[A-Za-z0-9]{24}$/,
  'anthropic-api-key': /^sk-ant-api03-[\w-]{93}AA$/,
  'anthropic-oauth-access-token': /^sk-ant-oat01-[\w-]{95}$/,
  'openai-project-key': /^sk-proj-[\w-]+T3BlbkFJ[\w-]+$/,
  'openai-legacy-key': /^sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}$/,
  'openrouter-api-key': /^sk-or-v1-[a-f0-9]{64}$/,
  'supabase-pat': /^sbp_[a-f0-9]{40}$/,
  'google-api-key': /^AIza[\w-]{35}$/,
  'google-oauth-client-secret': /^GOCSPX-[\w-]{28}$/,
  'figma-pat': /^figd_[\w-]{40,}$/,
  'firecrawl-api-key': /^fc-[a-f0-9]{32}$/,
  'tavily-api-key': /^tvly-(?:dev-|prod-)?[A-Za-z0-9]{32}$/,
  'perplexity-api-key': /^pplx-[A-Za-z0-9]{48}$/,
  'notion-integration-token': /^ntn_[A-Za-z0-9]{46}$/,
  'linear-api-key': /^lin_api_[A-Za-z0-9]{40}$/,
  'apify-api-token': /^apify_api_[A-Za-z0-9]{36}$/,
  'airtable-pat': /^pat[A-Za-z0-9]{14}\.[a-f0-9]{64}$/,
  'neon-api-key': /^napi_[a-z0-9]{64}$/,
  'brave-api-key': /^BSA[\w-]{28}$/,
  'context7-api-key': /^ctx7sk-[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}$/,
  'vercel-token': /^vc[pkiar]_[A-Za-z0-9]{56}$/,
  'sendgrid-api-key': /^SG\.[\w-]{22}\.[\w-]{43}$/,
};

/** Places in which a token stands in practice; `@` is replaced by it. */
const SURROUNDINGS = [
  '@',
  '"@"',
  'TOKEN=@\n',
  'Bearer @',
  '?key=@&x=1',
  '(@)',
  'url=https%3A%2F%2Fx%3Ft%3D@',
  String.raw`"a\n@\n"`,
  '`@`.',
];

describe('the table of formats', () => {
  it('has each type once, with a generator, and enough of them', () => {
    expect(new Set(formats.map(({ type }) => type)).size).toBe(formats.length);
    expect(formats.length).toBeGreaterThan(25);
    expect(Object.keys(generators).toSorted()).toEqual(formats.map(({ type }) => type).toSorted());
  });

  it('agrees with the documented shapes', () => {
    for (const [type, shape] of Object.entries(DOCUMENTED))
      expect([type, generators[type]?.()]).toEqual([type, expect.stringMatching(shape)]);
  });

  it('refuses a format that the scanner would overlook', () => {
    const weak = { provider: 'x', type: 'x', confidence: 'high', example: () => '' } as const;
    const short = { ...weak, prefixes: ['abc-'], body: [{ characters: HEX, min: 8, max: 64 }] };
    const foreign = { ...weak, prefixes: ['abc/'], body: [{ characters: HEX, min: 64, max: 64 }] };
    const spaced = {
      ...weak,
      prefixes: ['abc-'],
      body: [{ characters: characterClass('a b'), min: 64, max: 64 }],
    };
    for (const format of [short, foreign, spaced]) {
      expect(() => assertScannable(format)).toThrow(
        expect.objectContaining({ code: 'FORMAT_NOT_SCANNABLE' }),
      );
    }
  });
});

const matches = (text: string) =>
  findFormats(text).map(({ format: { type: found }, start, end }) => [found, text.slice(start, end)]);

describe.each(formats.map((format) => [format.type, format] as const))('%s', (type, format) => {
  it('is found wherever it stands', () => {
    for (const surrounding of SURROUNDINGS) {
      const token = format.example(sampler());
      expect(matches(surrounding.replace('@', () => token))).toEqual([[type, token]]);
    }
  });

  it('is found with every prefix, at the right place, under its own name', () => {
    const example = format.example(sampler());
    const [written] = format.prefixes
      .filter((prefix) => example.includes(prefix))
      .toSorted((a, b) => b.length - a.length);
    for (const prefix of format.prefixes) {
      const token = example.replace(written ?? '', () => prefix);
      const [finding] = detect({ path: 'notes.txt', content: `first line\nkey: ${token}\n` });
      expect(finding).toMatchObject({
        provider: format.provider,
        surface: 'text',
        slot: 'text',
        confidence: format.confidence,
        span: { start: 16, startLine: 2, startColumn: 6, endLine: 2, endColumn: 6 + token.length },
      });
      expect(finding?.secret.reveal()).toBe(token);
    }
  });

  it('is not found where it is cut, part of a longer word, or made up', () => {
    const token = format.example(sampler());
    const prefix = format.prefixes.find((one) => token.includes(one)) ?? '';
    const body = token.slice(token.indexOf(prefix) + prefix.length);
    const madeUp = body.replaceAll(/[A-Za-z0-9]/g, (character) => (/\d/.test(character) ? '1' : 'a'));
    const fakes = [
      prefix,
      `${prefix}your-token-goes-here-and-nowhere-else-at-all`,
      token.slice(0, prefix.length + 6),
      `${prefix}${madeUp}`,
    ];
    for (const fake of fakes) expect([fake.length, matches(`"${fake}"`)]).toEqual([fake.length, []]);
  });

  it('is not found in its look-alikes', () => {
    for (const fake of format.counterexamples?.(sampler()) ?? []) expect(matches(`"${fake}"`)).toEqual([]);
  });
});

describe('findFormats', () => {
  it('finds a real token that happens to hold placeholder words', () => {
    const random = sampler();
    for (const word of ['test', 'xXx', 'demo', 'fake', 'key', 'TODO', 'your']) {
      const token = `vcp_${random.alnum(24)}${word}${random.alnum(32 - word.length)}`;
      expect(findFormats(token)).toHaveLength(1);
    }
  });

  it('finds a token with checksum inside a longer word, and no other', () => {
    expect(findFormats(`my_${generators['github-pat-classic']?.()}`)).toHaveLength(1);
    expect(findFormats(`my_${generators['npm-access-token']?.()}`)).toHaveLength(0);
  });

  it('tells neighbours apart', () => {
    const tokens = formats.map(({ example }) => example(sampler()));
    expect(findFormats(tokens.join(' ')).map(({ format }) => format.type)).toEqual(
      formats.map(({ type }) => type),
    );
    expect(findFormats(tokens.join('","'))).toHaveLength(formats.length);
  });
});
