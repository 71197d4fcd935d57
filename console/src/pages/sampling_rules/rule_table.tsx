import type { BoostedRule } from '../../api/sampling';
import { Button } from '../../components/button';
import { formatShare } from '../../model/format';
import { describeRate } from '../../model/sampling_rate';
import { DEFAULT_RULE, isForOpenTelemetryOnly, matchersOf } from '../../model/sampling_rule_form';
import type { SamplingTrend } from '../../model/sampling_trend';
import type { RuleTask } from './task';
import { Trend } from './trend';

interface RuleTableProps {
  rules: BoostedRule[];
  trend: SamplingTrend;
  onTask: (task: RuleTask) => void;
}

export function RuleTable({ rules, trend, onTask }: RuleTableProps) {
  return (
    <div className="card rules">
      <table>
        <thead>
          <tr>
            <th scope="col" className="rule-priority">
              Priority
            </th>
            <th scope="col">Rule</th>
            <th scope="col">Takes</th>
            <th scope="col">Keeps</th>
            <th scope="col">Requests in the last minutes</th>
            <th scope="col">
              <span className="hidden-text">Change</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.RuleName}>
              <td className="rule-priority numeric">{rule.Priority}</td>
              <th scope="row">
                {rule.RuleName}
                {isForOpenTelemetryOnly(rule) && <span className="rule-note">OpenTelemetry only</span>}
              </th>
              <td>
                <Matchers rule={rule} />
              </td>
              <td>
                {describeRate(rule)}
                {rule.SamplingRateBoost && <span className="rule-note">up to {formatShare(rule.SamplingRateBoost.MaxRate)} at anomalies</span>}
              </td>
              <td>
                <Trend name={rule.RuleName} windows={trend[rule.RuleName] ?? []} />
              </td>
              <td className="rule-tools">
                <Button kind="quiet" aria-label={`Edit ${rule.RuleName}`} onClick={() => onTask({ kind: 'edit', rule })}>
                  Edit
                </Button>
                <Button kind="quiet" aria-label={`Clone ${rule.RuleName}`} onClick={() => onTask({ kind: 'create', like: rule })}>
                  Clone
                </Button>
                {rule.RuleName !== DEFAULT_RULE && (
                  <Button kind="quiet" aria-label={`Delete ${rule.RuleName}`} onClick={() => onTask({ kind: 'delete', rule })}>
                    Delete
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Matchers({ rule }: { rule: BoostedRule }) {
  const matchers = matchersOf(rule);
  if (matchers.length === 0) return <span className="muted">every request</span>;
  return (
    <span className="matchers">
      {matchers.map(([name, pattern]) => (
        <span key={name} className="matcher">
          <span className="muted">{name}</span> <code>{pattern === '' ? '(empty)' : pattern}</code>
        </span>
      ))}
    </span>
  );
}
