import './services-page.css';
import { hrefTo, navigate } from '../../base/address.ts';
import { servicePath } from '../../base/path-id.ts';
import { computed } from '../../base/signal.ts';
import { serviceDirectory } from '../../model/entity/service-directory.ts';
import { compareByHurt, openServicesOverview } from '../../model/entity/services-overview.ts';
import type { ServiceRow, ServicesOverview } from '../../model/entity/services-overview.ts';
import { urlText } from '../../model/page/url-state.ts';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { FilterField } from '../../widgets/fields/filter-field.tsx';
import { LoadableView } from '../../widgets/loadable-view.tsx';
import { usePageTitle } from '../../widgets/hooks/page-title.ts';
import '../../widgets/panes/section.css';
import { Table } from '../../widgets/tables/table.tsx';
import { useOwned } from '../../widgets/hooks/use-owned.ts';
import { serviceColumns } from './service-columns.tsx';
import { Welcome } from './welcome.tsx';

const filter = urlText('q');
const sort = urlText('sort');

/** Every service, what hurts first. */
export function Page() {
  usePageTitle('Services');
  const directory = serviceDirectory();
  const overview = useOwned(openServicesOverview);
  const result = directory.result.value;
  if (result.state === 'empty') return <Welcome />;
  // Until the list is here its own states speak; after that the numbers do.
  const shown =
    result.state === 'loading' || result.state === 'error' ? result : overview.result.value;
  return (
    <div class="page services-page">
      <LoadableView of={shown} onRetry={directory.refresh}>
        {(value: ServicesOverview) => <ServiceTable overview={value} />}
      </LoadableView>
    </div>
  );
}

const words = computed(() => filter.value.value.toLowerCase().split(/\s+/).filter(Boolean));

function matches(row: ServiceRow): boolean {
  const text =
    `${row.service.name} ${row.service.layers.join(' ')} ${row.service.group}`.toLowerCase();
  return words.value.every((word) => text.includes(word));
}

function ServiceTable({ overview }: { readonly overview: ServicesOverview }) {
  const rows = overview.rows.filter(matches).sort(compareByHurt);
  const total = overview.rows.length;
  return (
    <section class="section services-page__section" aria-label="Services">
      <header class="page__head services-page__head">
        <h1 class="page__title">
          Services
          <small class="services-page__count">
            {rows.length === total
              ? total.toLocaleString('en')
              : `${rows.length} of ${total.toLocaleString('en')}`}
          </small>
        </h1>
        {overview.withSeriesCount < total ? (
          <span class="faint services-page__note">
            history for the {overview.withSeriesCount} that hurt most
          </span>
        ) : undefined}
        <FilterField
          class="services-page__filter"
          label="Filter services"
          value={filter.value.value}
          onInput={(text) => filter.set(text)}
        />
      </header>
      {rows.length === 0 ? (
        <EmptyState
          title="No service is called that"
          detail={`${total} services are hidden by the filter.`}
        />
      ) : (
        <Table
          label="Services"
          class="services-table"
          columns={serviceColumns}
          rows={rows}
          rowKey={(row) => row.service.id}
          rowHeightPx={32}
          sort={sort.value.value}
          onSort={(next) => sort.set(next)}
          onOpen={(row) => navigate(hrefTo(servicePath(row.service.id)))}
          hasKeys
          isPage
        />
      )}
    </section>
  );
}
