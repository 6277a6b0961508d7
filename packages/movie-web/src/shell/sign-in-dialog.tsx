import { signIn } from '../access/write-access.js';
import { Modal } from './modal.js';

/** Asks for a write token when one is needed. */
export function SignInDialog() {
  const question = signIn.value;
  if (!question) return null;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const token = new FormData(event.currentTarget).get('token');
    if (typeof token === 'string' && token.trim() !== '') question.answer(token.trim());
  };
  return (
    <Modal title="Sign in to write" onClose={() => question.answer(undefined)}>
      <form class="form" onSubmit={submit}>
        <p>This server takes changes only with a write token. It is kept until you close this tab.</p>
        <label class="field">
          <span>Write token</span>
          <input
            name="token"
            type="password"
            autocomplete="off"
            required
            aria-invalid={question.problem !== undefined}
            aria-describedby="token-problem"
          />
        </label>
        <p class="problem" id="token-problem" role="alert">
          {question.problem}
        </p>
        <div class="buttons">
          <button type="submit" class="button is-main">
            Sign in
          </button>
          <button type="button" class="button" onClick={() => question.answer(undefined)}>
            Cancel
          </button>
        </div>
      </form>
    </Modal>
  );
}
