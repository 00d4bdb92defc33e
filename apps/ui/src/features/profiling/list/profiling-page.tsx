import '../../../widgets/panes/section.css';
import './profiling-page.css';
import { hrefTo, navigate, writeParameters } from '../../../base/address.ts';
import { nowMs, urlText, zone } from '../../../model/page/url-state.ts';
import { profilePathOf } from '../../../model/profile/tasks/reference.ts';
import { taskKinds } from '../../../model/profile/tasks/task.ts';
import type { TaskFeed, TaskList } from '../../../model/profile/tasks/task-list.ts';
import { Button } from '../../../widgets/button.tsx';
import { EmptyState } from '../../../widgets/empty-state.tsx';
import { FilterField } from '../../../widgets/fields/filter-field.tsx';
import { LoadableView } from '../../../widgets/loadable-view.tsx';
import { usePageTitle } from '../../../widgets/hooks/page-title.ts';
import { Table } from '../../../widgets/tables/table.tsx';
import { Segments } from '../../../widgets/panes/tabs.tsx';
import { useKeys } from '../../../widgets/hooks/use-keys.ts';
import { useOwned } from '../../../widgets/hooks/use-owned.ts';
import {
  isShown,
  listFilter,
  newEndpoint,
  newService,
  newTask,
  openedTask,
  rowsOf,
  shownKinds,
  shownStates,
} from './list-state.ts';
import type { ListRow } from './list-state.ts';
import { NewTaskPane } from './new-task-pane.tsx';
import { openFeed } from '../open-feed.ts';
import { taskColumns } from './task-columns.tsx';
import { TaskPane } from './task-pane.tsx';
import { UploadDrop } from './upload-drop.tsx';

const sort = urlText('sort');

function startNew(): void {
  writeParameters({ new: 'any', at: undefined }, { push: true });
}

/** Everything that was profiled or is being: tasks of all kinds and uploads, told by the server as they change. */
export function Page() {
  usePageTitle('Profiles');
  const feed = useOwned(openFeed);
  useKeys('Profiles', [{ keys: 'n', label: 'New task', run: startNew }]);
  return (
    <UploadDrop
      onDone={(upload) => {
        feed.add(upload);
        navigate(hrefTo(profilePathOf(upload.profile)));
      }}
    >
      {(choose) => <Content feed={feed} onChoose={choose} />}
    </UploadDrop>
  );
}

function Content({ feed, onChoose }: { readonly feed: TaskFeed; readonly onChoose: () => void }) {
  const result = feed.result.value;
  return (
    <div class="page profiling-page">
      <h1 class="visually-hidden">Profiles</h1>
      <Tools onChoose={onChoose} />
      <div class="with-pane">
        <div>
          {result.state === 'empty' ? (
            <FirstSteps onChoose={onChoose} />
          ) : (
            <LoadableView of={result} onRetry={feed.refresh}>
              {(list) => <List list={list} />}
            </LoadableView>
          )}
        </div>
        <Pane feed={feed} />
      </div>
    </div>
  );
}

function Tools({ onChoose }: { readonly onChoose: () => void }) {
  return (
    <div class="profiling-page__tools">
      <FilterField
        label="Filter: service, endpoint, instance…"
        value={listFilter.value.value}
        onInput={(text) => listFilter.set(text)}
      />
      <Segments
        label="Kind"
        choices={[
          { value: 'all', label: 'All' },
          { value: 'trace', label: 'Trace' },
          { value: 'async-profiler', label: 'async-profiler' },
          { value: 'pprof', label: 'pprof' },
          { value: 'upload', label: 'Uploads' },
        ]}
        value={shownKinds.value.value}
        onChoose={(kind) => shownKinds.set(kind)}
      />
      <Segments
        label="State"
        choices={[
          { value: 'all', label: 'Any state' },
          { value: 'running', label: 'Running' },
          { value: 'done', label: 'Done' },
          { value: 'failed', label: 'Failed' },
        ]}
        value={shownStates.value.value}
        onChoose={(state) => shownStates.set(state)}
      />
      <span class="profiling-page__gap" />
      <Button
        title="JFR, pprof, collapsed stacks, speedscope or Firefox profile; or drop it anywhere"
        onClick={onChoose}
      >
        Upload…
      </Button>
      <Button tone="primary" title="New task (n)" onClick={startNew}>
        New task
      </Button>
    </div>
  );
}

function List({ list }: { readonly list: TaskList }) {
  const rows = rowsOf(list);
  const shown = rows.filter(isShown);
  const isPaneOpen = openedTask.value.value !== '' || newTask.value.value !== '';
  if (shown.length === 0) {
    return (
      <EmptyState
        title="None of them is like that"
        detail={`${rows.length} ${rows.length === 1 ? 'is' : 'are'} hidden by the choices above.`}
      >
        <Button
          onClick={() => writeParameters({ q: undefined, kind: undefined, state: undefined })}
        >
          Show all
        </Button>
      </EmptyState>
    );
  }
  const open = ({ task, upload, key }: ListRow): void => {
    if (task !== undefined) writeParameters({ at: key, new: undefined }, { push: true });
    else if (upload !== undefined) navigate(hrefTo(profilePathOf(upload.profile)));
  };
  return (
    <section class="section profiling-page__list" aria-label="List">
      <Table
        label="Profiles"
        columns={taskColumns(nowMs.value, zone.value, isPaneOpen)}
        rows={shown}
        rowKey={(row) => row.key}
        sort={sort.value.value}
        onSort={(next) => sort.set(next)}
        onOpen={open}
        hasKeys
        isPage
      />
    </section>
  );
}

function Pane({ feed }: { readonly feed: TaskFeed }) {
  const result = feed.result.value;
  const list = 'value' in result ? result.value : undefined;
  if (newTask.value.value !== '') {
    return (
      <NewTaskPane
        key={`${newTask.value.value} ${newService.value.value} ${newEndpoint.value.value}`}
        kind={taskKinds.find((kind) => kind === newTask.value.value)}
        serviceId={newService.value.value}
        endpoint={newEndpoint.value.value}
        onMade={(id) => closeNew(id)}
        onClose={() => closeNew(undefined)}
      />
    );
  }
  const task = list?.tasks.find(({ id }) => id === openedTask.value.value);
  if (task === undefined) return undefined;
  return <TaskPane key={task.id} task={task} onClose={() => openedTask.set('', { push: true })} />;
}

function closeNew(opened: string | undefined): void {
  writeParameters(
    { new: undefined, service: undefined, endpoint: undefined, at: opened },
    { push: true },
  );
}

/** What stands here before anything was profiled: the three ways to begin. */
function FirstSteps({ onChoose }: { readonly onChoose: () => void }) {
  return (
    <EmptyState
      title="Nothing has been profiled yet"
      detail="Ask an agent for a profile of one endpoint or of a whole process, or look at a recording that you have."
    >
      <ul class="profiling-page__steps">
        <li>
          <b>One slow endpoint</b>
          <span class="muted">What its slow requests wait for, line by line.</span>
          <Button onClick={() => writeParameters({ new: 'trace' }, { push: true })}>
            Trace task
          </Button>
        </li>
        <li>
          <b>A JVM</b>
          <span class="muted">CPU, memory and locks of all of its threads.</span>
          <Button onClick={() => writeParameters({ new: 'async-profiler' }, { push: true })}>
            async-profiler task
          </Button>
        </li>
        <li>
          <b>A Go program</b>
          <span class="muted">CPU, memory, goroutines and locks.</span>
          <Button onClick={() => writeParameters({ new: 'pprof' }, { push: true })}>
            pprof task
          </Button>
        </li>
        <li>
          <b>A file</b>
          <span class="muted">JFR, pprof, collapsed stacks, speedscope, Firefox Profiler.</span>
          <Button onClick={onChoose}>Upload…</Button>
        </li>
      </ul>
    </EmptyState>
  );
}
