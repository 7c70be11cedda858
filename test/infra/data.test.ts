import { describe, expect, it } from 'vitest';
import { deployed, listAt, ofType, textAt } from '../support/infra.ts';
import STATEFUL from './stateful-resources.json' with { type: 'json' };
import { STATEFUL_TYPES } from '../support/infra-rules/data.ts';

describe('Resources that hold data', () => {
  it('keep their logical ids: another one would be a new, empty resource', async () => {
    const all = await deployed();
    const found = Object.fromEntries(
      STATEFUL_TYPES.map((type) => [
        type,
        ofType(all, type)
          .map(({ logicalId }) => logicalId)
          .sort(),
      ]),
    );
    expect(found).toEqual(STATEFUL);
  });

  it('have the keys and indexes that the adapters use', async () => {
    const tables = ofType(await deployed(), 'DynamoDB::Table').map(({ logicalId, properties }) => [
      logicalId.replace(/[0-9A-F]{8}$/, ''),
      ...listAt(properties, 'KeySchema').map((key) => textAt(key, 'AttributeName')),
      ...listAt(properties, 'GlobalSecondaryIndexes').map(
        (index) => `${textAt(index, 'IndexName')} ${textAt(index, 'Projection.ProjectionType')}`,
      ),
    ]);
    expect(tables).toEqual([
      ['Records', 'pk', 'sk', 'list-index INCLUDE', 'due-index KEYS_ONLY'],
      ['Connections', 'pk', 'sk', 'due-index KEYS_ONLY'],
      ['Audit', 'pk', 'sk'],
    ]);
  });
});
