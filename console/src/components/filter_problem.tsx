import { locateError } from '../model/filter_error';
import './filter_problem.css';

/** What the emulator says of an expression, and where in it. */
export function FilterProblem({ id, filter, message }: { id: string; filter: string; message: string }) {
  const place = locateError(filter, message);
  return (
    <div className="filter-problem" id={id} role="alert">
      {place && (
        <pre>
          {filter.slice(0, place.from)}
          <mark>{filter.slice(place.from, place.to) || ' '}</mark>
          {filter.slice(place.to)}
        </pre>
      )}
      <p>{message}</p>
    </div>
  );
}
