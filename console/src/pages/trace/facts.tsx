import { Link } from '../../app/link';
import { addressOf } from '../../app/router';
import { Icon } from '../../components/icons';
import { annotationFilter } from '../../model/filter_text';

interface FactsProps {
  facts: Record<string, unknown>;
  /** Annotations: each leads to the traces that have it too. */
  filterable?: boolean;
}

/** Names and values, as they are. */
export function Facts({ facts, filterable = false }: FactsProps) {
  return (
    <dl className="facts">
      {Object.entries(facts).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {textOfValue(value)}
            {filterable && (
              <Link
                className="facts-filter"
                href={addressOf('/traces', { filter: annotationFilter(name, value) })}
                aria-label={`Traces with ${name} ${textOfValue(value)}`}
                title="Traces with this value"
              >
                <Icon name="filter" size={13} />
              </Link>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function textOfValue(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
