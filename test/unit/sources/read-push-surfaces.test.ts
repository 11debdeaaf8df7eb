import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { introduces, locate, numbered, readCommits } from './support/read.ts';
import { token } from './support/token.ts';
import { workTree, type WorkTree } from './support/work-tree.ts';

let tree: WorkTree;

beforeEach(() => {
  tree = workTree();
});

afterEach(() => {
  nock.cleanAll();
  tree.remove();
});

function config(first: string, second: string): string {
  return `{\n  "mcpServers": {\n    "a": { "key": "${first}" },\n${numbered(20)}    "b": { "key": "${second}" }\n  }\n}\n`;
}

function utf16(text: string): Buffer {
  return Buffer.from(`\uFEFF${text}`, 'utf16le');
}

describe('readPush: MCP surfaces', () => {
  it('reads a touched surface whole and tells old secrets from new ones', async () => {
    const [old, fresh] = [token(), token()];
    tree.commit({ 'x/.mcp.json': config(old, '') });
    const commit = tree.commit({ 'x/.mcp.json': config(old, fresh) });
    const { at, requests, accepts } = await readCommits(tree, [commit]);
    const text = at('x/.mcp.json');
    expect(text).toMatchObject({ whole: true, content: config(old, fresh) });
    expect(await introduces(text, old)).toBe(false);
    expect(await introduces(text, fresh)).toBe(true);
    expect(locate(text, fresh)).toEqual({ line: 24, fileLine: 24 });
    expect(requests).toHaveLength(2);
    expect(requests[1]).toBe(`/git/blobs/${tree.git('rev-parse', `${commit}:x/.mcp.json`).trim()}`);
    expect(accepts[1]).toMatch(/^application\/vnd\.github\.(v3\.)?raw(\+json)?$/);
  });

  it('reads a file whole whose hunk looks like a server map', async () => {
    tree.commit({ 'notes.md': 'x\n' });
    const commit = tree.commit({ 'notes.md': 'x\n"mcpServers": {}\n' });
    expect((await readCommits(tree, [commit])).at('notes.md')?.whole).toBe(true);
  });

  it('reads blobs of servers that answer only JSON', async () => {
    const [old, fresh] = [token(), token()];
    tree.commit({ '.mcp.json': config(old, '') });
    const { at } = await readCommits(tree, [tree.commit({ '.mcp.json': config(old, fresh) })], {
      jsonBlobs: true,
    });
    expect(at('.mcp.json')?.content).toBe(config(old, fresh));
  });

  it('recognises a moved secret that the file writes escaped', async () => {
    const value = `${token()}"\\${token()}`;
    const line = JSON.stringify({ key: value });
    tree.commit({ 'a.txt': `${line}\n` });
    const { at } = await readCommits(tree, [
      tree.commit({ 'a.txt': 'x\n', '.mcp.json': `[\n  ${line},\n  1\n]\n` }),
    ]);
    expect(await at('.mcp.json')?.introduces(2, 2, value)).toBe(false);
  });

  it('recognises a moved line by its text where the value is encoded in a way of its own', async () => {
    const value = token();
    const line = `"auth": "Basic ${Buffer.from(`me:${value}`).toString('base64')}"`;
    tree.commit({ 'a.txt': `${line}\n` });
    const { at } = await readCommits(tree, [
      tree.commit({ 'a.txt': 'x\n', '.mcp.json': `{\n  ${line},\n  "b": 1\n}\n` }),
    ]);
    expect(await at('.mcp.json')?.introduces(2, 2, value)).toBe(false);
    expect(await at('.mcp.json')?.introduces(2, 3, value)).toBe(true);
  });

  it('decodes UTF-16, which git calls binary, and compares with the version before', async () => {
    const [old, fresh] = [token(), token()];
    tree.commit({ '.mcp.json': utf16(`{"a":"${old}"}\n`) });
    const commit = tree.commit({ '.mcp.json': utf16(`{"a":"${old}"}\n{"b":"${fresh}"}\n`) });
    const { at, requests } = await readCommits(tree, [commit]);
    const text = at('.mcp.json');
    expect(text?.content).toBe(`{"a":"${old}"}\n{"b":"${fresh}"}\n`);
    expect(text?.onAddedLines(1, 1)).toBeUndefined();
    expect(await introduces(text, old)).toBe(false);
    expect(await introduces(text, fresh)).toBe(true);
    // The version before is asked for once, not for every finding.
    expect(requests).toHaveLength(3);
  });
});
