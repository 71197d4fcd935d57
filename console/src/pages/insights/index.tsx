import { useLocation } from '../../app/router';
import './insights.css';
import { InsightList } from './insight_list';
import { OneInsight } from './one_insight';

/** The list, or the one that the address names: `/insights?id=…`. */
export default function InsightsPage() {
  const id = useLocation().search.get('id');
  return <div className="page insights">{id ? <OneInsight id={id} /> : <InsightList />}</div>;
}
