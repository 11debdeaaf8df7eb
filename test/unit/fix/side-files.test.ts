import { describe, expect, it } from '@jest/globals';
import { documentVariables, ignoreFiles } from '../../../src/fix/index.ts';

describe('.env.example', () => {
  const needed = [
    { name: 'A_TOKEN', path: '.mcp.json' },
    { name: 'B_KEY', path: 'b/.mcp.json' },
    { name: 'A_TOKEN', path: 'c/.mcp.json' },
  ];

  it('is made with names and no values', () => {
    expect(documentVariables(undefined, needed)).toBe(
      '# Read by c/.mcp.json\nA_TOKEN=\n# Read by b/.mcp.json\nB_KEY=\n',
    );
  });

  it('gets what it lacks, once, in its own line ends', () => {
    const before = 'PORT=1\r\n# export A_TOKEN=x\r\nLAST=2';
    const after = documentVariables(before, needed);
    expect(after).toBe(`${before}\r\n# Read by b/.mcp.json\r\nB_KEY=\r\n`);
    expect(documentVariables(after, needed)).toBe(after);
  });

  it('takes no line from a hostile path, and no hostile name', () => {
    const hostile = documentVariables('', [
      { name: 'X', path: 'a\nEVIL=1\r\u2028b' },
      { name: 'Y=1\nZ', path: 'p' },
    ]);
    expect(hostile).toBe('# Read by a?EVIL=1??b\nX=\n');
  });
});

describe('.gitignore', () => {
  it.each([
    [undefined, '/.mcp-auth/x.json\n'],
    ['node_modules', 'node_modules\n/.mcp-auth/x.json\n'],
    ['node_modules/\r\n', 'node_modules/\r\n/.mcp-auth/x.json\r\n'],
    ['!x.json\n', '!x.json\n/.mcp-auth/x.json\n'],
    ['.mcp-auth\n!.mcp-auth\n', '.mcp-auth\n!.mcp-auth\n/.mcp-auth/x.json\n'],
    ['x.json/\n#*.json\n', 'x.json/\n#*.json\n/.mcp-auth/x.json\n'],
  ])('%j gets a line', (before, after) => {
    const result = ignoreFiles(before, ['.mcp-auth/x.json']);
    expect(result).toBe(after);
    expect(ignoreFiles(result, ['.mcp-auth/x.json'])).toBe(after);
  });

  it.each([
    '.mcp-auth\n',
    '.mcp-auth/\n',
    '/.mcp-auth/*\n',
    '*.json  \n',
    '**/x.json',
    '.mcp-auth/**\n',
    'x.*\n',
  ])('%j covers it already', (text) => {
    expect(ignoreFiles(text, ['.mcp-auth/x.json'])).toBe(text);
  });

  it('means just the file, whatever it is called', () => {
    expect(ignoreFiles('', ['.mcp-auth/[a]*?.json ', 'a\nb'])).toBe('/.mcp-auth/\\[a\\]\\*\\?.json\\ \n');
  });
});
