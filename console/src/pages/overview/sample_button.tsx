import { useMutation } from '@tanstack/react-query';
import { putTraceSegments } from '../../api/ingest';
import { Link } from '../../app/link';
import { addressOf } from '../../app/router';
import { Button } from '../../components/button';
import { sampleTrace } from '../../model/sample_trace';

export function SampleTrace({ quiet }: { quiet: boolean }) {
  const send = useMutation({
    mutationFn: async () => {
      const trace = sampleTrace(Date.now() / 1000);
      await putTraceSegments(trace.documents);
      return trace.id;
    },
  });
  return (
    <div className="overview-sample">
      <span role="status">
        {send.data && <Link href={addressOf(`/traces/${send.data}`)}>Open the sample trace</Link>}
        {send.error && <span className="overview-wrong">{send.error.message}</span>}
      </span>
      <Button kind={quiet ? 'plain' : 'primary'} icon="play" disabled={send.isPending} onClick={() => send.mutate()}>
        Send a sample trace
      </Button>
    </div>
  );
}
