package dev.troupe.node.census;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.node.census.Promises.Entry;
import dev.troupe.node.census.Promises.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromisesTest {
  @Test
  void findsNothingInALifeAsItShouldBe() {
    assertThat(broken("work.added", "work.claimed 1", "work.progressed 1", "work.lease_expired 1", "work.claimed 2", "work.released 2", "work.claimed 3", "work.attempt_failed 3", "work.due", "work.claimed 4", "work.completed 4"))
        .isEmpty();
    assertThat(broken("work.added", "work.claimed 1", "work.submitted 1", "work.review_rejected", "work.claimed 2", "work.submitted 2", "work.review_approved")).isEmpty();
    assertThat(broken("work.added", "work.claimed 1", "work.cancelled")).isEmpty();
    assertThat(broken("work.added", "work.claimed 1", "work.failed 1", "work.retried", "work.claimed 2", "work.completed 2")).isEmpty();
  }

  @Test
  void findsEveryBrokenPromise() {
    assertThat(broken("work.added", "work.claimed 1", "work.claimed 2")).containsExactly(Promise.TWO_LIVE_LEASES);
    assertThat(broken("work.added", "work.claimed 2", "work.released 2", "work.claimed 2")).containsExactly(Promise.TOKEN_NOT_LARGER);
    assertThat(broken("work.added", "work.claimed 1", "work.lease_expired 1", "work.progressed 1")).containsExactly(Promise.REPORT_WITHOUT_LEASE);
    assertThat(broken("work.added", "work.claimed 1", "work.completed 1", "work.claimed 2", "work.completed 2")).containsExactly(Promise.COMPLETED_TWICE);
    assertThat(Promises.breaches("work|a", List.of(new Entry(1, "work.added", 0), new Entry(3, "work.claimed", 1))))
        .extracting(Promises.Breach::promise)
        .containsExactly(Promise.GAP_IN_HISTORY);
  }

  private static List<Promise> broken(String... history) {
    List<Entry> entries = new ArrayList<>();
    for (String event : history) {
      String[] words = event.split(" ");
      entries.add(new Entry(entries.size() + 1, words[0], words.length > 1 ? Long.parseLong(words[1]) : 0));
    }
    return Promises.breaches("work|a", entries).stream().map(Promises.Breach::promise).toList();
  }
}
