import { describe, expect, it } from 'vitest';
import {
  type DuplicateRecord,
  DuplicateRecordSchema,
  type Proposal,
  proposed,
  reopened,
  shown,
} from '#domain/duplicate/duplicate.ts';
import { duplicateIdOf } from '#domain/ids.ts';
import { aClient } from '../../../support/builders.ts';

const AT = new Date('2026-03-02T18:00:00.000Z');
const ADA = { userId: 'ada', name: 'Ada' };
const proposal: Proposal = {
  existing: { clientId: 'hand', name: 'Kea', status: 'client' },
  incoming: { clientId: 'own', name: 'KEA', status: 'prospect', xpmUuid: 'xpm-own' },
  reason: 'name',
};

describe('what a sync proposes', () => {
  it('names the two as they are, and nothing that they lack', () => {
    expect(proposed(proposal, AT)).toStrictEqual({
      duplicateId: duplicateIdOf('hand', 'own'),
      status: 'open',
      reason: 'name',
      kind: 'added-here',
      automatic: false,
      existing: { clientId: 'hand', name: 'Kea', status: 'client' },
      incoming: { clientId: 'own', name: 'KEA', status: 'prospect' },
      foundAt: '2026-03-02T18:00:00.000Z',
      decidedAt: null,
      decidedBy: null,
      xpmUuid: 'xpm-own',
      version: 0,
    });
  });

  it("says who had another id in XPM, shows e-mails, and leads to the incoming one's page", () => {
    const existing = { ...proposal.existing, xpmUuid: 'xpm-former', email: 'a@kea.example' };
    const incoming = { ...proposal.incoming, email: 'b@kea.example', webUrl: 'https://xpm.example/own' };
    expect(proposed({ existing, incoming, reason: 'name' }, AT)).toStrictEqual({
      ...proposed(proposal, AT),
      kind: 'new-id-in-xpm',
      formerXpmUuid: 'xpm-former',
      existing: { clientId: 'hand', name: 'Kea', status: 'client', email: 'a@kea.example' },
      incoming: {
        clientId: 'own',
        name: 'KEA',
        status: 'prospect',
        email: 'b@kea.example',
        webUrl: 'https://xpm.example/own',
      },
    });
  });
});

const open = proposed(proposal, AT);
const linked: DuplicateRecord = {
  ...open,
  status: 'linked',
  automatic: true,
  decidedAt: '2026-03-03T08:00:00.000Z',
  decidedBy: ADA,
  before: { client: aClient('hand'), hash: 'said' },
  pending: 'undo',
  formerXpmUuid: 'xpm-former',
  version: 3,
};
/** What the admin is shown of it. */
function visible({ status, reason, kind, automatic, existing, incoming, ...rest }: DuplicateRecord) {
  const { duplicateId, foundAt, decidedAt, decidedBy } = rest;
  const which = { duplicateId, status, reason, kind, automatic, existing, incoming };
  return { ...which, foundAt, decidedAt, decidedBy };
}

describe('what an admin is shown', () => {
  it('is who decided and when, and nothing of what deciding needs', () => {
    expect(shown(linked)).toStrictEqual(visible(linked));
  });

  it('is no decision while it is open, though one was begun and cut off', () => {
    const begun: DuplicateRecord = { ...linked, status: 'open', pending: 'link' };
    expect(shown(begun)).toStrictEqual({ ...visible(begun), decidedAt: null, decidedBy: null });
  });
});

it('reopened, nothing is left of the decision; the two stay known by their ids in XPM', () => {
  expect(reopened(linked)).toStrictEqual({ ...open, formerXpmUuid: 'xpm-former', version: 3 });
});

describe('what is stored', () => {
  it.each([
    ['an open one', open],
    ['a linked one, its undoing begun', linked],
    ['one whose link was begun', { ...linked, pending: 'link', before: { client: aClient('hand') } }],
  ])('is read back as it was: %s', (_what, record) => {
    expect(DuplicateRecordSchema.parse(record)).toStrictEqual(record);
  });

  it.each([
    ['an unknown thing begun', { pending: 'merge' }],
    ['nothing said of the client before', { before: {} }],
    ['no id in XPM', { xpmUuid: undefined }],
    ['half a version', { version: 0.5 }],
  ])('is refused with %s', (_what, change) => {
    expect(DuplicateRecordSchema.safeParse({ ...linked, ...change }).success).toBe(false);
  });
});
