import { useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { messageOf } from '../../../base/errors.ts';
import { uploadProfile } from '../../../model/profile/tasks/task-list.ts';
import type { ProfileUpload } from '../../../model/profile/tasks/task.ts';
import { Button } from '../../../widgets/button.tsx';

type Progress =
  | { readonly state: 'idle' }
  | { readonly state: 'sending'; readonly name: string }
  | { readonly state: 'refused'; readonly name: string; readonly reason: string };

interface UploadDropProps {
  readonly onDone: (upload: ProfileUpload) => void;
  /** Draws the page; `choose` asks for a file. */
  readonly children: (choose: () => void) => ComponentChildren;
}

/** Takes a profile that is dropped anywhere on the page, or chosen. */
export function UploadDrop({ onDone, children }: UploadDropProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const [progress, setProgress] = useState<Progress>({ state: 'idle' });
  const send = async (file: File | undefined): Promise<void> => {
    setIsOver(false);
    if (file === undefined) return;
    setProgress({ state: 'sending', name: file.name });
    try {
      const upload = await uploadProfile(
        window.fetch.bind(window),
        { name: file.name, body: file },
        '',
      );
      setProgress({ state: 'idle' });
      onDone(upload);
    } catch (thrown) {
      setProgress({ state: 'refused', name: file.name, reason: messageOf(thrown) });
    }
  };
  const isFile = (event: DragEvent): boolean =>
    event.dataTransfer?.types.includes('Files') === true;
  return (
    <div
      class="upload-drop"
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
        void send(event.dataTransfer?.files[0]);
      }}
    >
      <input
        ref={input}
        type="file"
        class="visually-hidden"
        tabIndex={-1}
        aria-label="A profile to upload"
        onChange={(event) => {
          const { currentTarget } = event;
          void send(currentTarget.files?.[0]).then(() => (currentTarget.value = ''));
        }}
      />
      {progress.state === 'sending' ? (
        <p class="loadable-note" role="status">
          <b>Uploading</b> {progress.name}
        </p>
      ) : undefined}
      {progress.state === 'refused' ? (
        <p class="loadable-note" role="alert">
          <b>Not taken</b> {progress.name}: {progress.reason}
          <Button
            size="small"
            tone="quiet"
            aria-label="Close"
            onClick={() => setProgress({ state: 'idle' })}
          >
            ✕
          </Button>
        </p>
      ) : undefined}
      {children(() => input.current?.click())}
      {isOver ? <div class="upload-drop__hint">Drop to look at the profile</div> : undefined}
    </div>
  );
}
