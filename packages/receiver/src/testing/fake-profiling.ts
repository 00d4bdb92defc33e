import type { ProfilingKind, ProfilingTask } from '@stormpetrel/model';
import type {
  ProfileUpload,
  ProfiledInstance,
  ProfilingSink,
  ThreadDump,
  UploadFault,
  UploadOffer,
  UploadRefusal,
} from '@stormpetrel/pipeline';

/** Profiling that remembers what it was given, and answers what it was told to. */
export class FakeProfiling implements ProfilingSink {
  tasks: readonly ProfilingTask[] = [];
  /** What every promise rejects with, where it is set. */
  error: Error | undefined;
  refusal: UploadRefusal | undefined;
  isKnown = true;
  /** What the next write of an upload gives. */
  fault: UploadFault | undefined;
  /** Set to hold answers to offers and failures back. */
  gate: Promise<void> | undefined;
  onFault: ((fault: UploadFault) => void) | undefined;
  readonly told: string[] = [];
  readonly dumps: ThreadDump[] = [];
  readonly goProfiles: { readonly taskId: string; readonly file: string }[] = [];
  readonly offers: UploadOffer[] = [];

  async tasksFor(
    kind: ProfilingKind,
    asker: ProfiledInstance,
    afterMs: number,
  ): Promise<readonly ProfilingTask[]> {
    this.#fail();
    this.told.push(`poll ${kind} ${asker.service}/${asker.instance} ${afterMs}`);
    return this.tasks;
  }

  threadDump(dump: ThreadDump): void {
    this.dumps.push({ ...dump, stack: Uint8Array.from(dump.stack) });
  }

  goTraceProfile(taskId: string, file: Uint8Array): void {
    this.goProfiles.push({ taskId, file: Buffer.from(file).toString('latin1') });
  }

  async traceTaskFinished(instance: ProfiledInstance, taskId: string): Promise<void> {
    this.#fail();
    this.told.push(`finished ${instance.service}/${instance.instance} ${taskId}`);
  }

  async taskFailed(
    kind: ProfilingKind,
    instance: ProfiledInstance,
    taskId: string,
    message: string,
  ): Promise<boolean> {
    this.#fail();
    this.told.push(`failed ${kind} ${instance.service}/${instance.instance} ${taskId} ${message}`);
    await this.gate;
    return this.isKnown;
  }

  async openUpload(
    kind: ProfilingKind,
    offer: UploadOffer,
    onFault: (fault: UploadFault) => void,
  ): Promise<ProfileUpload | UploadRefusal> {
    this.#fail();
    this.told.push(`offer ${kind} ${offer.sizeBytes}`);
    this.offers.push(offer);
    await this.gate;
    if (this.refusal !== undefined) return this.refusal;
    this.onFault = onFault;
    const { told } = this;
    return {
      write: (bytes) => {
        told.push(`write ${Buffer.from(bytes).toString('latin1')}`);
        return this.fault;
      },
      complete: () => void told.push('complete'),
      abort: () => void told.push('abort'),
    };
  }

  #fail(): void {
    if (this.error !== undefined) throw this.error;
  }
}
