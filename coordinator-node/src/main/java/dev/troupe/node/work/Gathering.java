package dev.troupe.node.work;

import akka.actor.typed.ActorRef;
import dev.troupe.protocol.Sizes;
import dev.troupe.protocol.WorkBatch;
import dev.troupe.protocol.WorkReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** What the items of one batch say, from whichever thread, until the last has spoken or been given up. Then it answers once. */
final class Gathering {
  private final AtomicReferenceArray<WorkReply> replies;
  private final AtomicInteger open;
  private final ActorRef<WorkBatch.Answers> asker;

  /** @param count how often {@link #answered} will be called, each index once */
  Gathering(int count, ActorRef<WorkBatch.Answers> asker) {
    this.replies = new AtomicReferenceArray<>(count);
    this.open = new AtomicInteger(count);
    this.asker = asker;
  }

  /** @param reply empty: it did not answer in time */
  void answered(int index, Optional<WorkReply> reply) {
    reply.ifPresent(told -> replies.set(index, told));
    if (open.decrementAndGet() == 0) {
      asker.tell(new WorkBatch.Answers(fitting()));
    }
  }

  private List<WorkBatch.Answer> fitting() {
    List<WorkBatch.Answer> answers = new ArrayList<>(replies.length());
    long room = WorkBatch.MAX_BYTES;
    for (int i = 0; i < replies.length(); i++) {
      WorkReply reply = replies.get(i);
      long bytes = reply == null ? 0 : Sizes.of(reply);
      if (reply != null && bytes <= room) {
        room -= bytes;
        answers.add(new WorkBatch.Answer(i, reply));
      }
    }
    return answers;
  }
}
