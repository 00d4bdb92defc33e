import { parseSearch } from '../../model/trace/search/search-text.ts';
import { QueryLine } from '../../widgets/fields/query-line.tsx';
import { Segments } from '../../widgets/panes/tabs.tsx';
import { offerAt } from './search-offer.ts';
import { changeSearch, parsedSearch, searchText, setSearchText } from './search-state.ts';

/** One text that says what to look for, with the common choices as buttons beside it. */
export function QueryBar() {
  const { search } = parsedSearch.value;
  return (
    <QueryLine
      label="Search for traces"
      placeholder="service=cart dur>500ms error tag:http.status_code=500"
      verb="Search"
      value={searchText.value}
      problemsOf={(text) => parseSearch(text).problems}
      offer={offerAt}
      onSubmit={setSearchText}
    >
      <Segments
        label="Outcome"
        choices={[
          { value: 'all', label: 'All' },
          { value: 'ok', label: 'OK' },
          { value: 'error', label: 'Errors' },
        ]}
        value={search.outcome}
        onChoose={(outcome) => changeSearch({ outcome })}
      />
      <Segments
        label="Order"
        choices={[
          { value: 'start', label: 'Newest' },
          { value: 'duration', label: 'Slowest' },
        ]}
        value={search.order}
        onChoose={(order) => changeSearch({ order })}
      />
    </QueryLine>
  );
}
