import './map-page.css';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { writeParameters } from '../../base/address.ts';
import { formatMoment } from '../../base/format-time.ts';
import type { Loadable } from '../../base/loadable.ts';
import { hueColour, hueOf } from '../../base/service-hue.ts';
import { serviceColour } from '../../model/entity/service-directory.ts';
import { nowMs, urlText, zone } from '../../model/page/url-state.ts';
import type { ServiceMap } from '../../model/map/service-map.ts';
import { Button } from '../../widgets/button.tsx';
import { FilterField } from '../../widgets/fields/filter-field.tsx';
import { LoadableView } from '../../widgets/loadable-view.tsx';
import { usePageTitle } from '../../widgets/hooks/page-title.ts';
import { useOwned } from '../../widgets/hooks/use-owned.ts';
import { MapCanvas } from './map-canvas.tsx';
import { MapPane } from './map-pane.tsx';
import { centre, depth, layer, openMap, selection } from './map-state.ts';
import type { DrawnMap, MapState } from './map-state.ts';

const filter = urlText('q');

/** Services and their calls: a picture on the left, the same as a list on the right. */
export function Page() {
  usePageTitle('Map');
  const state = useOwned(openMap);
  const drawn = state.drawn.value;
  return (
    <div class="map">
      <h1 class="visually-hidden">Map</h1>
      <Tools state={state} drawn={drawn} />
      <LoadableView
        of={state.result.value}
        emptyTitle="No calls in this window"
        emptyDetail={
          layer.value.value === ''
            ? 'A map grows from traces, meshes and access logs. Nothing of these came in this window.'
            : `No service of ${layer.value.value} was called in this window.`
        }
        onRetry={() => state.refresh()}
      >
        {() =>
          drawn === undefined || drawn.map.nodes.length === 0 ? (
            <div class="map__body" />
          ) : (
            <Body state={state} drawn={drawn} />
          )
        }
      </LoadableView>
    </div>
  );
}

/** Selecting keeps the view, and is a step of the history. */
function select(id: string | undefined): void {
  selection.set(id ?? '', { push: true });
}

function Body({ state, drawn }: { readonly state: MapState; readonly drawn: DrawnMap }) {
  const { map } = drawn;
  const [pointed, setPointed] = useState(-1);
  const [showWish, setShowWish] = useState(0);
  useEffect(() => setPointed(-1), [drawn]);
  const text = filter.value.value;
  const found = useMemo(() => (text.trim() === '' ? undefined : findNodes(map, text)), [map, text]);
  const matches = useMemo(() => {
    if (found === undefined) return undefined;
    const flags = new Uint8Array(map.nodes.length);
    for (const i of found) flags[i] = 1;
    return flags;
  }, [map, found]);
  const hueTokens = map.nodes.map(
    (node) =>
      /--hue-\d+/u.exec(
        node.isReal ? serviceColour(node.name) : hueColour(hueOf(node.name)),
      )?.[0] ?? '--hue-0',
  );
  const id = selection.value.value;
  const selectedNode = map.indexOf.get(id) ?? -1;
  const selectedCall = useMemo(() => map.calls.findIndex((call) => call.id === id), [map, id]);
  return (
    <div class="map__body">
      <MapCanvas
        drawn={drawn}
        numbers={state.numbers.value}
        selectedNode={selectedNode}
        selectedCall={selectedCall}
        matches={matches}
        hueTokens={hueTokens}
        pointedNode={pointed}
        showWish={showWish}
        onSelect={select}
      />
      <MapPane
        map={map}
        numbers={state.numbers.value}
        isReading={state.numbersResult.value.state === 'loading'}
        hueTokens={hueTokens}
        found={found}
        selectedNode={selectedNode}
        selectedCall={selectedCall}
        onPoint={setPointed}
        onSelect={(next) => {
          select(next);
          setPointed(-1);
          if (next !== undefined) setShowWish((it) => it + 1);
        }}
      />
    </div>
  );
}

/** Indexes of the services whose name, technology or layers hold every word. */
function findNodes(map: ServiceMap, text: string): readonly number[] {
  const words = text.toLowerCase().split(/\s+/u).filter(Boolean);
  return map.nodes.flatMap((node, i) => {
    const haystack = `${node.name} ${node.type} ${node.layers.join(' ')}`.toLowerCase();
    return words.every((word) => haystack.includes(word)) ? [i] : [];
  });
}

const depths = [1, 2, 3, 5] as const;

function Tools({
  state,
  drawn,
}: {
  readonly state: MapState;
  readonly drawn: DrawnMap | undefined;
}) {
  const map = drawn?.map;
  const around = map?.nodes[map.indexOf.get(centre.value.value) ?? -1];
  const layers = state.layers.value;
  const leftOut = (map?.nodesLeftOut ?? 0) + (map?.callsLeftOut ?? 0);
  return (
    <div class="map__tools" role="toolbar" aria-label="Map">
      <FilterField
        label="Find a service"
        value={filter.value.value}
        onInput={(text) => filter.set(text)}
        class="map__find"
      />
      <label class="map__choice">
        <span>Layer</span>
        <select
          value={layer.value.value}
          onChange={(event) =>
            writeParameters(
              { layer: event.currentTarget.value, at: undefined, view: undefined },
              { push: true },
            )
          }
        >
          <option value="">all</option>
          {layers.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {around === undefined ? undefined : (
        <>
          <label class="map__choice">
            <span>
              Around <b>{around.name}</b>
            </span>
            <select
              aria-label="Calls away"
              value={String(depth.value.value)}
              onChange={(event) => depth.set(Number(event.currentTarget.value), { push: true })}
            >
              {depths.map((it) => (
                <option key={it} value={String(it)}>
                  {it} {it === 1 ? 'call' : 'calls'} away
                </option>
              ))}
            </select>
          </label>
          <Button
            size="small"
            tone="quiet"
            onClick={() =>
              writeParameters(
                { around: undefined, depth: undefined, view: undefined },
                { push: true },
              )
            }
          >
            Whole map
          </Button>
        </>
      )}
      <span class="map__count faint" role="status">
        {map === undefined
          ? ''
          : `${map.nodes.length.toLocaleString('en')} services · ${map.calls.length.toLocaleString('en')} calls`}
        {leftOut > 0 ? (
          <b class="is-warn"> · {leftOut.toLocaleString('en')} left out</b>
        ) : undefined}
        {state.result.value.state === 'stale' ? undefined : (
          <NumbersNote of={state.numbersResult.value} />
        )}
        {state.failure.value === undefined ? undefined : (
          <span class="is-error"> · {state.failure.value}</span>
        )}
      </span>
    </div>
  );
}

/** What is to be known of the numbers on the map before they are believed. */
function NumbersNote({ of }: { readonly of: Loadable<unknown> }) {
  switch (of.state) {
    case 'loading':
      return <> · reading numbers…</>;
    case 'partial':
      return <span class="is-warn"> · some numbers are missing</span>;
    case 'stale':
      return (
        <span class="is-warn">
          {' '}
          · numbers of {formatMoment(of.readAtMs, nowMs.value, zone.value)}, newer ones could not be
          read
        </span>
      );
    case 'error':
      return <span class="is-warn"> · numbers could not be read</span>;
    case 'empty':
    case 'ready':
      return undefined;
  }
}
