import http from 'node:http';
import 'node:https';
import { pathToFileURL } from 'node:url';
import { cpuSince, say } from './output.ts';

/**
 * `https` or `fetch`; a URL of plain HTTP, so that neither pays for TLS; a bundle with the SDK, loaded before, as is
 * node:https, which is part of the worker's init.
 */
const [how, url = '', sdk = ''] = process.argv.slice(2);
await import(pathToFileURL(sdk).href);

const start = process.cpuUsage();
const answer = how === 'fetch' ? await (await fetch(url)).text() : await overHttps();
say({ cpu: cpuSince(start), bytes: answer.length });

function overHttps(): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => {
        resolve(text);
      });
    });
    request.on('error', reject).end();
  });
}
