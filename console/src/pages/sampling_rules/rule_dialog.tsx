import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import type { BoostedRule } from '../../api/sampling';
import { createSamplingRule, updateSamplingRule } from '../../api/xray';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { DEFAULT_RULE, defaultUpdateOf, formOfRule, newRuleForm, ruleOfForm, type RuleErrors, type RuleForm } from '../../model/sampling_rule_form';
import { readValidationErrors } from '../../model/validation_errors';
import { RuleFields } from './rule_fields';
import type { EditTask } from './task';
import { RULES_KEY } from './use_rules';

interface RuleDialogProps {
  task: EditTask;
  /** Priorities of the rules that there are. */
  taken: number[];
  onClose: () => void;
}

function beginningOf(task: EditTask, taken: number[]): RuleForm {
  if (task.kind === 'edit') return formOfRule(task.rule);
  const fresh = newRuleForm(taken);
  return task.like ? { ...formOfRule(task.like), RuleName: `${task.like.RuleName}-clone`, Priority: fresh.Priority } : fresh;
}

export function RuleDialog({ task, taken, onClose }: RuleDialogProps) {
  const client = useQueryClient();
  const id = useId();
  const isDefault = task.kind === 'edit' && task.rule.RuleName === DEFAULT_RULE;
  const [form, setForm] = useState(() => beginningOf(task, taken));
  const [errors, setErrors] = useState<RuleErrors>({});
  const save = useMutation({
    mutationFn: (rule: BoostedRule) => {
      if (task.kind === 'edit') return updateSamplingRule(isDefault ? defaultUpdateOf(rule) : rule);
      return createSamplingRule({ ...rule, Version: 1 });
    },
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: RULES_KEY });
    },
  });
  const told = save.error ? readValidationErrors(save.error.message) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const result = ruleOfForm(form, isDefault);
    setErrors('errors' in result ? result.errors : {});
    save.reset();
    if ('rule' in result) save.mutate(result.rule);
  };
  return (
    <Dialog
      title={task.kind === 'edit' ? `Edit the rule ${task.rule.RuleName}` : 'Create a sampling rule'}
      onClose={onClose}
      actions={
        <>
          {told?.rest && (
            <p className="form-error rule-error" role="alert">
              {told.rest}
            </p>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} kind="primary" disabled={save.isPending}>
            {task.kind === 'edit' ? 'Save' : 'Create'}
          </Button>
        </>
      }
    >
      <form id={id} className="form" onSubmit={submit} noValidate>
        <RuleFields form={form} errors={{ ...told?.byMember, ...errors }} isNew={task.kind === 'create'} isDefault={isDefault} onChange={setForm} />
      </form>
    </Dialog>
  );
}
