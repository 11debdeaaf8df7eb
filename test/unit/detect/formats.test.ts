import { describe, expect, it } from '@jest/globals';
import { HEX, characterClass } from '../../../src/detect/formats/character-class.ts';
import { findFormats } from '../../../src/detect/formats/find-formats.ts';
import { assertScannable } from '../../../src/detect/formats/formats.ts';
import { detect, formats, type Format } from '../../../src/detect/index.ts';
import { generators, sampler } from '../../support/credentials.ts';
import { DOCUMENTED_SERVICES } from './documented-service-shapes.ts';
import { DOCUMENTED } from './documented-shapes.ts';

/** The same in each run: one random token in ten thousand looks made up, and a table of hundreds would meet it. */
const SEEDS = [1, 2, 3] as const;

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
    expect(formats.length).toBeGreaterThanOrEqual(250);
    expect(Object.keys(generators).toSorted()).toEqual(formats.map(({ type }) => type).toSorted());
  });

  it.each(Object.entries({ ...DOCUMENTED, ...DOCUMENTED_SERVICES }))(
    'draws %s as it is documented',
    (type, shape) => {
      for (const seed of SEEDS)
        expect([type, generators[type]?.(seed)]).toEqual([type, expect.stringMatching(shape)]);
    },
  );

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

function prefixIn({ prefixes, lead }: Format, token: string): string {
  return (
    prefixes
      .filter((prefix) => (lead ? token.includes(prefix) : token.startsWith(prefix)))
      .toSorted((a, b) => b.length - a.length)[0] ?? ''
  );
}

describe.each(formats.map((format) => [format.type, format] as const))('%s', (type, format) => {
  it('is found wherever it stands', () => {
    for (const seed of SEEDS) {
      const token = format.example(sampler(seed));
      for (const surrounding of SURROUNDINGS)
        expect(matches(surrounding.replace('@', () => token))).toEqual([[type, token]]);
    }
  });

  it('is found with every prefix, at the right place, under its own name', () => {
    const example = format.example(sampler(1));
    const written = prefixIn(format, example);
    // Another prefix would need another checksum.
    for (const prefix of format.proof ? [written] : format.prefixes) {
      const token = example.replace(written, () => prefix);
      const [finding] = detect({ path: 'notes.txt', content: `first line\nkey: ${token}\n` });
      // A text that names MCP, as Rekey's own tokens do, is read line by line.
      const where = /mcp/i.test(prefix)
        ? { surface: 'document', slot: 'env' }
        : { surface: 'text', slot: 'text' };
      expect(finding).toMatchObject({
        provider: format.provider,
        type,
        ...where,
        confidence: format.confidence,
        span: { start: 16, startLine: 2, startColumn: 6, endLine: 2, endColumn: 6 + token.length },
      });
      expect(finding?.secret.reveal()).toBe(token);
    }
  });

  it('is not found where it is cut, part of a longer word, or made up', () => {
    const token = format.example(sampler(1));
    const prefix = prefixIn(format, token);
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
    for (const seed of SEEDS) {
      const fakes = format.counterexamples?.(sampler(seed)) ?? [];
      expect(fakes.length).toBeGreaterThanOrEqual(1);
      for (const fake of fakes) expect(matches(`"${fake}"`)).toEqual([]);
    }
  });
});

describe('findFormats', () => {
  it('finds a real token that happens to hold placeholder words', () => {
    const random = sampler(4);
    for (const word of ['test', 'xXx', 'demo', 'fake', 'key', 'TODO', 'your']) {
      const token = `vcp_${random.alnum(24)}${word}${random.alnum(32 - word.length)}`;
      expect(findFormats(token)).toHaveLength(1);
    }
  });

  it('finds a token with checksum inside a longer word, and no other', () => {
    expect(findFormats(`my_${generators['github-pat-classic']?.(5)}`)).toHaveLength(1);
    expect(findFormats(`my_${generators['vercel-token']?.(5)}`)).toHaveLength(0);
  });

  it('tells neighbours apart', () => {
    const tokens = formats.map(({ example }) => example(sampler(6)));
    expect(findFormats(tokens.join(' ')).map(({ format }) => format.type)).toEqual(
      formats.map(({ type }) => type),
    );
    expect(findFormats(tokens.join('","'))).toHaveLength(formats.length);
  });

  it('does not take names in code for tokens', () => {
    const names = [
      're_compile_some_function_name_with_many_words',
      'key_press_handler_for_the_editor_component_28',
      'secret_manager_client_for_the_whole_organisation',
      'live_reload_middleware_of_the_dev_server_20',
      'access_control_list_of_every_single_resource_it',
      'sk-learn-contrib-imbalanced-ensemble-methods-2024',
      'api-gateway-authorizer-lambda-function-role-v2',
      'fc-layer-weight-initialization-uniform-variance',
      'pk_constraint_name_of_the_orders_table_2024_01',
      'hf_transformers_pretrained_model_checkpoint_dir',
      'test_user_can_not_login_with_wrong_password_2',
      'sdk-manager-package-installation-directory-root',
      'dapifactorybuilderimplementationregistrydefault',
      'API-GATEWAY-CUSTOM-DOMAIN-NAME-CONFIGURATION',
    ];
    expect(findFormats(names.join('\n'))).toEqual([]);
  });
});
