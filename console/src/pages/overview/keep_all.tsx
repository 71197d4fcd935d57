import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getSamplingRules, updateSamplingRule } from '../../api/xray';
import { Link } from '../../app/link';
import { addressOf } from '../../app/router';
import { Switch } from '../../components/switch';
import { countOf } from '../../model/format';
import { AWS_RATE, describeRate } from '../../model/sampling_rate';

/** The rate of the rule Default: all, or as on AWS. */
export function KeepAll() {
  const client = useQueryClient();
  const rules = useQuery({ queryKey: ['sampling-rules'], queryFn: ({ signal }) => getSamplingRules(signal), refetchInterval: 5000 });
  const change = useMutation({
    mutationFn: (all: boolean) =>
      updateSamplingRule({ RuleName: 'Default', ReservoirSize: AWS_RATE.ReservoirSize, FixedRate: all ? 1 : AWS_RATE.FixedRate }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['sampling-rules'] }),
  });
  const records = rules.data;
  const standard = records?.find((record) => record.SamplingRule.RuleName === 'Default')?.SamplingRule;
  if (!records || !standard) return null;
  // Rules before Default that keep less than everything.
  const narrower = records.filter(({ SamplingRule }) => SamplingRule.RuleName !== 'Default' && SamplingRule.FixedRate < 1).length;
  return (
    <Switch
      label="Keep every trace"
      checked={standard.FixedRate >= 1}
      disabled={change.isPending}
      onChange={(all) => change.mutate(all)}
      hint={
        change.error ? (
          <span className="overview-wrong" role="alert">
            {change.error.message}
          </span>
        ) : narrower > 0 ? (
          <Link href={addressOf('/sampling-rules')}>but {countOf(narrower, 'rule')} before it {narrower === 1 ? 'keeps' : 'keep'} less</Link>
        ) : standard.FixedRate >= 1 ? (
          change.isSuccess ? 'clients follow within seconds' : 'no sampling'
        ) : (
          describeRate(standard)
        )
      }
    />
  );
}
