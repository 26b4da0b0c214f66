import { expect, test } from 'vitest';
import { ownerOf, subtaskLane } from '../../src/model/subtask-lane.ts';

test("a subtask's lane tells whose it is, whatever hyphens the names hold", () => {
  expect(ownerOf(subtaskLane('weigh-parcel', 'read-scale'))).toEqual({ story: 'weigh-parcel', subtask: 'read-scale' });
});

test("a story's lane is its own", () => {
  expect(ownerOf('weigh-parcel')).toEqual({ story: 'weigh-parcel' });
});
