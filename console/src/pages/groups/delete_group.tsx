import { useMutation, useQueryClient } from '@tanstack/react-query';
import { deleteGroup } from '../../api/groups';
import type { Group } from '../../api/types';
import { setSearch } from '../../app/router';
import { useScope } from '../../app/scope';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';

export function DeleteGroup({ group, onClose }: { group: Group; onClose: () => void }) {
  const client = useQueryClient();
  const scope = useScope();
  const work = useMutation({
    mutationFn: () => deleteGroup(group.GroupName),
    onSuccess: async () => {
      onClose();
      // Nothing is in a group that is gone.
      if (scope.group === group.GroupName) setSearch({ group: undefined }, { replace: true });
      // First the list, so that nobody asks for the tags of what is gone.
      await client.invalidateQueries({ queryKey: ['groups'] });
      await client.invalidateQueries();
    },
  });
  return (
    <Dialog
      title={`Delete the group ${group.GroupName}?`}
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
      <p>Its traces stay. Its insights and tags go with it.</p>
      {work.error && (
        <p className="form-error" role="alert">
          {work.error.message}
        </p>
      )}
    </Dialog>
  );
}
