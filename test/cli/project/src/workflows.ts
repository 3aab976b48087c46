/** What `waystone worker` serves: a function, so that it could open connections first. */
import { workflows as bind } from './generated/index.js';
import { ReviewWorkflow } from './review.workflow.js';
import { SlowWorkflow } from './slow.workflow.js';

export async function workflows() {
  return [bind.review(new ReviewWorkflow()), bind.slow(new SlowWorkflow())];
}
