import type { Setting } from '../values/harmless.ts';
import { plainPlaceholder } from '../values/placeholders.ts';
import { anyFormat, decoyFor, plantShape, secretOrDecoy } from '../values/secrets.ts';
import { containerServer, keyServer, startedServer, variableOf } from './known-servers.ts';
import { harmlessSettings, unique, type Recipe, type Weighted } from './recipe.ts';
import { SPECIAL } from './special-servers.ts';

const split = (run: string): readonly [string, readonly string[]] => {
  const [command = '', ...args] = run.split(' ');
  return [command, args];
};

const withEnv: Recipe = (sheet, dialect) => {
  const { random } = sheet;
  const known = startedServer(random);
  const [command, args] = split(known.run);
  const secrets = Object.entries(known.env).map(([key, shape]): Setting => [
    key,
    secretOrDecoy(sheet, dialect, shape, { key, slot: 'env', server: known.name }),
  ]);
  const rest = harmlessSettings(sheet, 0, 3).filter(([key]) => !(key in known.env));
  return { name: known.name, command, args, env: random.shuffle([...secrets, ...rest]) };
};

const anyProvider: Recipe = (sheet) => {
  const { key, value, provider } = anyFormat(sheet.random);
  const env: Setting[] = [[key, sheet.plant(value, { key, provider, slot: 'env', server: provider })]];
  return {
    name: provider,
    command: 'npx',
    args: ['-y', `@${provider}/mcp-server`],
    env: unique([...harmlessSettings(sheet, 0, 2), ...env]),
  };
};

const FLAGS = [
  '--api-key',
  '--apiKey',
  '--access-token',
  '--token',
  '--auth-token',
  '--key',
  '--password',
  '--client-secret',
  '--api_key',
];

const withFlag: Recipe = (sheet, dialect) => {
  const { random } = sheet;
  const known = keyServer(random);
  const [command, args] = split(known.run);
  const flag = random.pick(FLAGS);
  const key = flag.slice(2);
  const facts = { key, slot: 'argument', server: known.name } as const;
  const value = random.chance(0.6)
    ? plantShape(sheet, variableOf(random, known).shape, facts)
    : random.chance(0.5)
      ? decoyFor(sheet, dialect, key)
      : sheet.decoy(plainPlaceholder(random, key));
  const given = random.chance(0.5) ? [flag, value] : [`${flag}=${value}`];
  const harmless = random
    .some(
      [
        ['--read-only'],
        ['--project-ref', 'qhtzmwplkcvxnbgyrdea'],
        ['--port', '8080'],
        ['--max-tokens=4000'],
        ['--model', 'gpt-4o-mini'],
      ],
      0,
      2,
    )
    .flat();
  return { name: known.name, command, args: [...args, ...random.shuffle([given, harmless]).flat()] };
};

const container: Recipe = (sheet, dialect) => {
  const { random } = sheet;
  const known = containerServer(random);
  const flag = random.pick(['-e', '-e', '--env']);
  const args: string[] = ['run', ...random.pick([['-i', '--rm'], ['--rm', '-i'], ['-i']])];
  const env: Setting[] = [];
  const rest = harmlessSettings(sheet, 0, 1).filter(([key]) => !(key in known.env));
  for (const [key, shape] of [...Object.entries(known.env), ...rest]) {
    const isSecret = key in known.env;
    const value = isSecret
      ? secretOrDecoy(sheet, dialect, shape, {
          key,
          slot: random.chance(0.6) ? 'argument' : 'env',
          server: known.name,
        })
      : shape;
    if (random.chance(0.6))
      args.push(
        ...(flag === '--env' && random.chance(0.5) ? [`--env=${key}=${value}`] : [flag, `${key}=${value}`]),
      );
    else {
      args.push(flag, sheet.decoy(key));
      env.push([key, value]);
    }
  }
  return {
    name: known.name,
    command: 'docker',
    args: [...args, known.image],
    ...(env.length > 0 ? { env } : {}),
  };
};

const shell: Recipe = (sheet) => {
  const { random } = sheet;
  const known = keyServer(random);
  const { key, shape } = variableOf(random, known);
  const value = plantShape(sheet, shape, { key, slot: 'argument', server: known.name });
  if (random.chance(0.3))
    return { name: known.name, command: 'cmd', args: ['/c', `set ${key}=${value}&& ${known.run}`] };
  const line = random.pick([
    `${key}=${value} ${known.run}`,
    `export ${key}=${value}; ${known.run}`,
    `${key}=${value} exec ${known.run}`,
  ]);
  return { name: known.name, command: random.pick(['sh', 'bash']), args: ['-c', line] };
};

/** Recipes of servers that a client starts. */
export const LOCAL: Weighted = [
  [withEnv, 9],
  [anyProvider, 5],
  [withFlag, 4],
  [container, 3],
  [shell, 1],
  ...SPECIAL,
];
