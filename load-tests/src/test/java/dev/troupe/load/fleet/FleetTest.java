package dev.troupe.load.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cli.client.NewWork;
import dev.troupe.load.backlog.SeededBacklog;
import dev.troupe.load.check.JournalCheck;
import dev.troupe.load.check.Verdict;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FleetTest {

  private final Meters meters = new Meters();

  @Test
  void worksABacklogOffAndIsToldOnlyWhatTheJournalBacks() throws Exception {
    List<NewWork> work = SeededBacklog.of("t", 60, 1);
    Ledger ledger = new Ledger(ids(work));
    try (StubService service = new StubService(2); Fleet fleet = fleet(service.urls(), ledger)) {
      fleet.register();
      assertThat(fleet.add(work)).isEmpty();
      fleet.start();
      assertThat(ledger.awaitAll(30)).isTrue();
      Verdict verdict = JournalCheck.check(new HashSet<>(ids(work)), service.journal(), ledger.answers());
      assertThat(verdict.violations()).isEmpty();
      assertThat(verdict.completed()).isEqualTo(60);
      assertThat(meters.completedByNode()).hasSize(2);
      assertThat(meters.longestGap()).isZero();
    }
  }

  @Test
  void failsOverToTheNodesThatAreLeft() throws Exception {
    List<NewWork> work = SeededBacklog.of("t", 120, 2);
    Ledger ledger = new Ledger(ids(work));
    try (StubService service = new StubService(3); Fleet fleet = fleet(service.urls(), ledger)) {
      fleet.register();
      fleet.add(work);
      fleet.start();
      ledger.awaitHalf();
      service.stopNode(0);
      assertThat(ledger.awaitAll(30)).isTrue();
      Verdict verdict = JournalCheck.check(new HashSet<>(ids(work)), service.journal(), ledger.answers());
      assertThat(verdict.lost()).isZero();
      assertThat(verdict.completed()).isEqualTo(120);
      assertThat(meters.longestGap()).isPositive();
    }
  }

  @Test
  void takesARefusedItemOutOfTheRun() throws Exception {
    NewWork refused = NewWork.of("", "fix", "An id the service does not take");
    List<NewWork> work = List.of(refused, NewWork.of("fine", "fix", "Fine"));
    Ledger ledger = new Ledger(ids(work));
    try (StubService service = new StubService(1); Fleet fleet = fleet(service.urls(), ledger)) {
      fleet.register();
      assertThat(fleet.add(work)).hasSize(1);
      fleet.start();
      assertThat(ledger.awaitAll(30)).isTrue();
    }
  }

  private Fleet fleet(List<URI> urls, Ledger ledger) {
    return new Fleet(urls, new Fleet.Plan(10, List.of("default"), Set.of(), 2, 1), ledger, meters);
  }

  private static List<String> ids(List<NewWork> work) {
    return work.stream().map(NewWork::id).toList();
  }
}
