import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { BoostedRule } from '../../api/sampling';
import { deleteSamplingRule } from '../../api/xray';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { RULES_KEY } from './use_rules';

export function DeleteRule({ rule, onClose }: { rule: BoostedRule; onClose: () => void }) {
  const client = useQueryClient();
  const work = useMutation({
    mutationFn: () => deleteSamplingRule(rule.RuleName),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: RULES_KEY });
    },
  });
  return (
    <Dialog
      title={`Delete the rule ${rule.RuleName}?`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button kind="danger" disabled={work.isPending} onClick={() => work.mutate()}>
            Delete
          </Button>
        </>
      }
    >
      <p>Its requests fall under the rules behind it, at the latest under Default.</p>
      {work.error && (
        <p className="form-error" role="alert">
          {work.error.message}
        </p>
      )}
    </Dialog>
  );
}
