import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { hrefTo, navigate, path } from '../../base/address.ts';
import { TRACE_FILE_SIZE_BYTES_MAX } from '../../model/trace/limits.ts';
import { keepDroppedTrace, LOCAL_TRACE_ID } from './dropped-trace.ts';

interface FileDropProps {
  /** Called when the page that would show the file is the one that is shown already. */
  readonly onOpen: () => void;
  readonly children?: ComponentChildren;
}

/** Opens a trace from a JSON file that is dropped anywhere on the page. */
export function FileDrop({ onOpen, children }: FileDropProps) {
  const [isOver, setIsOver] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const drop = async (event: DragEvent): Promise<void> => {
    const file = event.dataTransfer?.files[0];
    setIsOver(false);
    if (file === undefined) return;
    if (file.size > TRACE_FILE_SIZE_BYTES_MAX) {
      setProblem(
        `${file.name} is larger than ${TRACE_FILE_SIZE_BYTES_MAX / 1024 / 1024} MiB, the most that is opened.`,
      );
      return;
    }
    setProblem(undefined);
    keepDroppedTrace(new Uint8Array(await file.arrayBuffer()));
    const to = `/trace/${LOCAL_TRACE_ID}`;
    if (path.peek() === to) onOpen();
    else navigate(hrefTo(to));
  };
  const isFile = (event: DragEvent): boolean =>
    event.dataTransfer?.types.includes('Files') === true;
  return (
    <div
      class="file-drop"
      onDragOver={(event) => {
        if (!isFile(event)) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={(event) => {
        if (event.relatedTarget === null) setIsOver(false);
      }}
      onDrop={(event) => {
        if (!isFile(event)) return;
        event.preventDefault();
        void drop(event);
      }}
    >
      {problem === undefined ? undefined : (
        <p class="loadable-note" role="alert">
          <b>Not opened</b> {problem}
        </p>
      )}
      {children}
      {isOver ? <div class="file-drop__hint">Drop to open the trace</div> : undefined}
    </div>
  );
}
