import { describe, expect, it } from 'vitest';
import { mailtoOf, telOf, webAddressOf } from '../../../../portal/src/clients/addresses.ts';

describe('An e-mail address becomes a link', () => {
  it.each([
    ['aroha@example.co.nz', 'mailto:aroha@example.co.nz'],
    ['a+b@example.co.nz', 'mailto:a%2Bb@example.co.nz'],
    ['māia@example.nz', 'mailto:m%C4%81ia@example.nz'],
  ])('%s', (email, link) => {
    expect(mailtoOf(email)).toBe(link);
  });

  it.each([
    'a@b.nz; c@d.nz',
    'none',
    'a@b',
    'a@b.nz?bcc=x@y.nz',
    'a@b.nz&cc=x',
    '',
    'javascript:alert(1)@x.y z',
  ])('not so what is none: "%s"', (email) => {
    expect(mailtoOf(email)).toBeUndefined();
  });
});

describe('A phone number becomes a link', () => {
  it.each([
    ['+64 21 123 456', 'tel:+6421123456'],
    ['+64 (0)21 123 456', 'tel:+6421123456'],
    ['(09) 123-4567', 'tel:091234567'],
    ['111', 'tel:111'],
  ])('%s', (phone, link) => {
    expect(telOf(phone)).toBe(link);
  });

  it.each(['09 123 4567 ext 12', 'ask Ann', '12', '', '+', '021 123 456 or 09 1'])(
    'not so what cannot be dialled: "%s"',
    (phone) => {
      expect(telOf(phone)).toBeUndefined();
    },
  );
});

describe('A website becomes a link', () => {
  it.each([
    ['https://example.co.nz/a?b=c', 'https://example.co.nz/a?b=c'],
    ['http://example.co.nz', 'http://example.co.nz/'],
    ['www.example.co.nz', 'https://www.example.co.nz/'],
    [' example.co.nz:8080/x ', 'https://example.co.nz:8080/x'],
  ])('%s', (website, link) => {
    expect(webAddressOf(website)).toBe(link);
  });

  it.each([
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)//.',
    'data:text/html,x',
    'ftp://example.nz',
    'see below',
    'none',
    '',
  ])('not so what is none, or of another scheme: "%s"', (website) => {
    expect(webAddressOf(website)).toBeUndefined();
  });
});
