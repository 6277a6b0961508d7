import { Modal } from '../shell/modal.js';
import { DropTarget } from './drop-target.js';
import { ImportPreviewForm } from './import-preview-form.js';
import { closeImport, importStage } from './import-state.js';

/** Takes a file that is dropped anywhere on the page, shows what importing it would do, and does it. */
export function ImportDialog() {
  return (
    <>
      <DropTarget />
      <OpenImport />
    </>
  );
}

function OpenImport() {
  const stage = importStage.value;
  if (!stage) return null;
  return (
    <Modal title="Import movies" onClose={closeImport}>
      {stage.kind === 'busy' && <p role="status">{stage.text}</p>}
      {stage.kind === 'failed' && (
        <div class="form">
          <p class="problem" role="alert">
            {stage.text}
          </p>
          <div class="buttons">
            <button type="button" class="button" onClick={closeImport}>
              Close
            </button>
          </div>
        </div>
      )}
      {stage.kind === 'preview' && <ImportPreviewForm {...stage} />}
    </Modal>
  );
}
