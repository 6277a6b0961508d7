import { defineErrors } from '../errors.js';

/** Makes an error of `TextService`. */
export const textError = defineErrors({
  domain: 'test.v1',
  reasons: {
    TEXT_NOT_FOUND: { code: 'NOT_FOUND', when: 'There is no such text.', remedy: 'Choose another one.' },
    TEXT_CHANGED: { code: 'ABORTED', when: 'The text has changed.', remedy: 'Read it again.' },
    INVALID_REQUEST: { code: 'INVALID_ARGUMENT', when: 'Fields break a rule.', remedy: 'Fix them.' },
    READ_ONLY: { code: 'FAILED_PRECONDITION', when: 'Texts are read-only.', remedy: 'Nothing to do.' },
    TEXTS_FULL: { code: 'RESOURCE_EXHAUSTED', when: 'There is no room.', remedy: 'Delete a text.' },
    TEXTS_BUSY: { code: 'UNAVAILABLE', when: 'Others write.', remedy: 'Call again.', retryAfterMs: 100 },
  },
});
