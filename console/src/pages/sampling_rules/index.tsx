import { useState } from 'react';
import { Button } from '../../components/button';
import { ErrorState, Loading } from '../../components/states';
import { countOf } from '../../model/format';
import { sortRows } from '../../model/sorting';
import { DeleteRule } from './delete_rule';
import { Explain } from './explain';
import { RuleDialog } from './rule_dialog';
import { RuleTable } from './rule_table';
import './sampling_rules.css';
import type { RuleTask } from './task';
import { useRules, useTrend } from './use_rules';

export default function SamplingRulesPage() {
  const rules = useRules();
  const trend = useTrend();
  const [task, setTask] = useState<RuleTask>();
  const close = () => setTask(undefined);
  const all = rules.data && sortRows(rules.data, (rule) => rule.Priority, false);
  return (
    <div className="page sampling">
      <div className="page-head">
        <h1>Sampling rules</h1>
        {all && <p className="muted">{countOf(all.length, 'rule')}, tried from the top</p>}
        <Button kind="primary" onClick={() => setTask({ kind: 'create' })}>
          Create a rule
        </Button>
      </div>
      {rules.error ? (
        <ErrorState error={rules.error} onRetry={() => void rules.refetch()} />
      ) : !all ? (
        <Loading />
      ) : (
        <>
          <RuleTable rules={all} trend={trend.data ?? {}} onTask={setTask} />
          <Explain />
          {task?.kind === 'delete' && <DeleteRule rule={task.rule} onClose={close} />}
          {task && task.kind !== 'delete' && <RuleDialog task={task} taken={all.map((rule) => rule.Priority)} onClose={close} />}
        </>
      )}
    </div>
  );
}
