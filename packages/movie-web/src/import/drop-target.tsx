import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { writeAccess } from '../access/write-access.js';
import { openImport } from './import-state.js';

/** Takes files that are dropped on the page. */
export function DropTarget() {
  const isOver = useSignal(false);
  useEffect(() => {
    const onDrag = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      // Without this the browser would open the file in place of the page.
      event.preventDefault();
      isOver.value = event.type === 'dragover' && writeAccess.value !== 'closed';
      const file = event.dataTransfer.files[0];
      if (event.type === 'drop' && file && writeAccess.value !== 'closed') void openImport(file);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) isOver.value = false;
    };
    addEventListener('dragover', onDrag);
    addEventListener('drop', onDrag);
    addEventListener('dragleave', onLeave);
    return () => {
      removeEventListener('dragover', onDrag);
      removeEventListener('drop', onDrag);
      removeEventListener('dragleave', onLeave);
    };
  }, [isOver]);
  return isOver.value ? <div class="drop">Drop a file of movies to see what importing it would do</div> : null;
}
