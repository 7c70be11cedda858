import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../local/options.ts';

describe('options of the local run', () => {
  it('are a port, a folder and the stand-in by default', () => {
    const options = readOptions([], {});
    expect(options).toMatchObject({
      port: 4300,
      reset: false,
      xero: { kind: 'stand-in' },
      heapMb: undefined,
    });
    expect(options.stateDir).toMatch(/\/\.local$/);
  });

  it('come from the command line and the environment', () => {
    const options = readOptions(['--port', '0', '--reset'], {
      LOCAL_STATE: '/elsewhere',
      LOCAL_HEAP_MB: '64',
    });
    expect(options).toMatchObject({ port: 0, reset: true, stateDir: '/elsewhere', heapMb: 64 });
  });

  it.each([
    ['http://127.0.0.1:9999', 'http://127.0.0.1:9999'],
    ['http://127.0.0.1:9999/', 'http://127.0.0.1:9999'],
    ['http://localhost:9999/some/path/', 'http://localhost:9999/some/path'],
  ])('take XERO_URL=%s as %s', (given, url) => {
    expect(readOptions([], { XERO_URL: given }).xero).toMatchObject({ kind: 'url', url });
  });

  it.each(['not an address', '127.0.0.1:9999', 'localhost:9999', 'https://127.0.0.1:9999'])(
    'refuse XERO_URL=%s and say what it needs',
    (url) => {
      expect(() => readOptions([], { XERO_URL: url })).toThrow('http://127.0.0.1:9000');
    },
  );

  it('need credentials for Xero itself', () => {
    expect(() => readOptions([], { XERO: 'real' })).toThrow('XERO_CLIENT_ID');
    expect(
      readOptions([], { XERO: 'real', XERO_CLIENT_ID: 'id', XERO_CLIENT_SECRET: 'secret' }).xero,
    ).toEqual({
      kind: 'real',
      clientId: 'id',
      clientSecret: 'secret',
    });
  });

  it.each([
    [['--port', 'abc'], {}],
    [['--port', '70000'], {}],
    [['--unknown'], {}],
    [[], { LOCAL_HEAP_MB: 'lots' }],
    [[], { XERO: 'fake' }],
  ])('refuse %j %j in words', (argv, env) => {
    expect(() => readOptions(argv, env)).toThrow();
  });
});
