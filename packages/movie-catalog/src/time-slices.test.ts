import { expect, test } from '@jest/globals';
import { TimeSlices } from './time-slices.js';

test('what takes two turns of the event loop is done between two slices', async () => {
  let isDone = false;
  const finish = () => {
    isDone = true;
  };
  setImmediate(() => setImmediate(finish));
  await new TimeSlices().next();
  expect(isDone).toBe(true);
});
